package dev.strongroom.demo.search;

import dev.strongroom.protocol.Bytes;

/**
 * Something that the server side must not hold.
 *
 * @param value long enough to be found by nothing but itself
 */
public record Canary(Kind kind, Bytes value) {
  /** Shorter ones would be found by chance. */
  public static final int MIN_BYTES = 12;

  /** What it is. A kind with none left has shown nothing. */
  public enum Kind {
    CONTENTS(true),
    FILE_NAME(true),
    FOLDER_NAME(true),
    ROOM_NAME(true),
    GROUP_NAME(true),
    PASSPHRASE(true),
    IDENTITY_SECRET(false),
    ACCOUNT_SECRET(false),
    EPOCH_SECRET(false),
    NODE_KEY(false),
    CONTENT_KEY(false),
    ROOT_KEY(false),
    INDEX_KEY(false);

    private final boolean text;

    Kind(boolean text) {
      this.text = text;
    }

    boolean isText() {
      return text;
    }
  }

  public Canary {
    if (value.length() < MIN_BYTES) {
      throw new IllegalArgumentException("a canary has at least " + MIN_BYTES + " bytes");
    }
  }

  public static Canary text(Kind kind, String text) {
    return new Canary(kind, Bytes.utf8(text));
  }
}
