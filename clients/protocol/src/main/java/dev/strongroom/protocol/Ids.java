package dev.strongroom.protocol;

/** What all ids check. */
final class Ids {
  private Ids() {}

  static void requireLength(String type, Bytes value, int length) {
    if (value.length() != length) {
      throw new MalformedException(ErrorCode.STATEMENT, type + " must be " + length + " bytes");
    }
  }
}
