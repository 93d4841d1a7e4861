package dev.strongroom.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The one encoding of contexts, labels and HPKE info (section 2): ASCII {@code
 * strongroom/v1/<purpose>}, then every field as a 4-byte big-endian length and its bytes. The
 * organisation is the first field.
 *
 * <p>Injective: no purpose contains a zero byte, and a field's length never reaches 2^24, so the
 * first zero byte ends the purpose.
 */
public final class Context {
  private static final String PREFIX = "strongroom/v1/";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(160);

  private Context(String purpose) {
    out.writeBytes((PREFIX + purpose).getBytes(StandardCharsets.US_ASCII));
  }

  /** A context of an organisation. */
  public static Context of(String purpose, OrganisationId organisation) {
    return new Context(purpose).with(organisation.value());
  }

  /** A hash input that belongs to no organisation (tree nodes, say) or that defines one. */
  public static Context bare(String purpose) {
    return new Context(purpose);
  }

  public Context with(Bytes field) {
    return with(field.toArray());
  }

  public Context with(String utf8) {
    return with(utf8.getBytes(StandardCharsets.UTF_8));
  }

  /** An unsigned number as 8 bytes, big-endian. */
  public Context with(long number) {
    byte[] field = new byte[8];
    for (int i = 0; i < 8; i++) {
      field[i] = (byte) (number >>> (56 - 8 * i));
    }
    return with(field);
  }

  public Context with(byte[] field) {
    if (field.length >= 1 << 24) {
      throw new IllegalArgumentException("field too long");
    }
    out.write(field.length >>> 24);
    out.write(field.length >>> 16);
    out.write(field.length >>> 8);
    out.write(field.length);
    out.writeBytes(field);
    return this;
  }

  public Bytes encode() {
    return Bytes.of(out.toByteArray());
  }
}
