package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UnsupportedException;
import dev.strongroom.protocol.json.JsonObject;

/**
 * The directory checkpoint that every link, commit and deposit carries. Empty until the directory
 * log is there; a statement with one is of a later version and is refused rather than read without
 * its check.
 */
final class DirectoryField {
  static final String EMPTY = "";

  private DirectoryField() {}

  static void require(JsonObject payload) {
    if (!payload.text("directory").isEmpty()) {
      throw new UnsupportedException(
          ErrorCode.STATEMENT,
          "this client is too old for a statement with a directory checkpoint");
    }
  }
}
