package dev.strongroom.protocol.content;

import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.seal.Cobblestone;
import java.security.SecureRandom;

/** The key of one content: fresh for every content, kept in the sealed metadata. */
public final class ContentKey implements AutoCloseable {
  private final SecretBytes value;

  private ContentKey(SecretBytes value) {
    if (value.length() != Cobblestone.KEY_BYTES) {
      throw new IllegalArgumentException("a content key has 32 bytes");
    }
    this.value = value;
  }

  public static ContentKey random(SecureRandom random) {
    return new ContentKey(SecretBytes.random(random, Cobblestone.KEY_BYTES));
  }

  /** Takes {@code value} over. */
  public static ContentKey of(SecretBytes value) {
    return new ContentKey(value);
  }

  /** Owned by this object. */
  public SecretBytes value() {
    return value;
  }

  public ContentKey copy() {
    return new ContentKey(value.copy());
  }

  @Override
  public void close() {
    value.close();
  }
}
