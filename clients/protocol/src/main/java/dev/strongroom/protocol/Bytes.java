package dev.strongroom.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Immutable bytes with value equality, for everything public. Secrets are {@link SecretBytes}. */
public final class Bytes implements Comparable<Bytes> {
  private static final Bytes EMPTY = new Bytes(new byte[0]);
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  public static Bytes empty() {
    return EMPTY;
  }

  /** Copies {@code value}. */
  public static Bytes of(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /** Copies {@code length} bytes of {@code value} from {@code offset}. */
  public static Bytes of(byte[] value, int offset, int length) {
    return new Bytes(Arrays.copyOfRange(value, offset, offset + length));
  }

  /** Copies what remains in {@code buffer} without moving its position. */
  public static Bytes of(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(buffer.position(), copy);
    return new Bytes(copy);
  }

  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Public random bytes (ids, salts). Secret ones come from {@link SecretBytes#random}. */
  public static Bytes random(SecureRandom random, int length) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    return new Bytes(value);
  }

  /**
   * Decodes base64url without padding, accepting only the one canonical encoding.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} for anything else
   */
  public static Bytes fromBase64Url(String text) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(ErrorCode.STATEMENT, "not base64url");
    }
    if (!BASE64URL.encodeToString(decoded).equals(text)) {
      throw new MalformedException(ErrorCode.STATEMENT, "not canonical base64url");
    }
    return new Bytes(decoded);
  }

  /**
   * Decodes lowercase or uppercase hexadecimal.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} for anything else
   */
  public static Bytes fromHex(String text) {
    try {
      return new Bytes(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(ErrorCode.STATEMENT, "not hexadecimal");
    }
  }

  public int length() {
    return value.length;
  }

  public boolean isEmpty() {
    return value.length == 0;
  }

  public byte at(int index) {
    return value[index];
  }

  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /** A fresh copy. */
  public byte[] toArray() {
    return value.clone();
  }

  /** A read-only view. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(value).asReadOnlyBuffer();
  }

  public void copyTo(byte[] target, int offset) {
    System.arraycopy(value, 0, target, offset, value.length);
  }

  /** Bit {@code index}, counted from the most significant bit of the first byte. */
  public boolean bit(int index) {
    return (value[index >>> 3] >>> (7 - (index & 7)) & 1) != 0;
  }

  public String toBase64Url() {
    return BASE64URL.encodeToString(value);
  }

  public String toHex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /** Base64url without padding. */
  @Override
  public String toString() {
    return toBase64Url();
  }
}
