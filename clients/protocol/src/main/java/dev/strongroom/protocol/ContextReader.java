package dev.strongroom.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link Context} encodes. Every read is strict: {@link ErrorCode#STATEMENT} otherwise.
 */
public final class ContextReader {
  private final byte[] in;
  private int at;

  private ContextReader(byte[] in, int at) {
    this.in = in;
    this.at = at;
  }

  private static byte[] prefix(String purpose) {
    return ("strongroom/v1/" + purpose).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether {@code encoding} has this purpose. */
  public static boolean isOf(String purpose, Bytes encoding) {
    byte[] prefix = prefix(purpose);
    // A field's length begins with a zero byte, which no purpose holds.
    return encoding.length() > prefix.length
        && encoding.at(prefix.length) == 0
        && encoding.slice(0, prefix.length).equals(Bytes.of(prefix));
  }

  public static ContextReader of(String purpose, Bytes encoding) {
    if (!isOf(purpose, encoding)) {
      throw malformed();
    }
    return new ContextReader(encoding.toArray(), prefix(purpose).length);
  }

  /** The next field, of any length. */
  public Bytes next() {
    if (in.length - at < 4) {
      throw malformed();
    }
    int length = 0;
    for (int i = 0; i < 4; i++) {
      length = length << 8 | in[at + i] & 0xff;
    }
    at += 4;
    if (length < 0 || length > in.length - at) {
      throw malformed();
    }
    Bytes field = Bytes.of(in, at, length);
    at += length;
    return field;
  }

  /** The next field, of exactly {@code length} bytes. */
  public Bytes next(int length) {
    Bytes field = next();
    if (field.length() != length) {
      throw malformed();
    }
    return field;
  }

  /** The next field as an unsigned number below 2^63. */
  public long nextNumber() {
    Bytes field = next(8);
    long number = field.buffer().getLong();
    if (number < 0) {
      throw malformed();
    }
    return number;
  }

  /** Requires that nothing is left. */
  public void end() {
    if (at != in.length) {
      throw malformed();
    }
  }

  private static MalformedException malformed() {
    return new MalformedException(ErrorCode.STATEMENT, "a record or node that does not decode");
  }
}
