package dev.strongroom.sdk.transfer;

import dev.strongroom.sdk.server.ServerException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * What goes along with a part so that damage on the way is noticed there and then. Nothing rests on
 * it: whoever reads verifies the content digest.
 */
enum PartChecksum {
  CRC32C("x-amz-checksum-crc32c"),
  SHA256("x-amz-checksum-sha256"),
  CONTENT_MD5("Content-MD5"),
  /** The store compares nothing, so its ETag is looked at. */
  NONE("");

  private final String header;

  PartChecksum(String header) {
    this.header = header;
  }

  /**
   * @throws ServerException for one that this client cannot make
   */
  static PartChecksum named(String header) {
    for (PartChecksum checksum : values()) {
      if (checksum.header.equals(header)) {
        return checksum;
      }
    }
    throw ServerException.nonsense("its store wants a checksum that this client does not know");
  }

  String header() {
    return header;
  }

  /** Whether the URL is bound to it, and so has to be asked for with it. */
  boolean isBound() {
    return this == CRC32C || this == SHA256;
  }

  /** Value of the header, base64. */
  String of(byte[] body, int length) {
    byte[] value =
        switch (this) {
          case CRC32C -> crc32c(body, length);
          case SHA256 -> digest("SHA-256", body, length);
          case CONTENT_MD5 -> digest("MD5", body, length);
          case NONE -> new byte[0];
        };
    return Base64.getEncoder().encodeToString(value);
  }

  /**
   * Whether an ETag tells of another body than was sent. One that is no MD5 (an encrypting store's,
   * say) tells nothing.
   */
  static boolean isAnother(String etag, byte[] body, int length) {
    String bare = etag.replace("\"", "").toLowerCase(Locale.ROOT);
    return bare.matches("[0-9a-f]{32}")
        && !bare.equals(HexFormat.of().formatHex(digest("MD5", body, length)));
  }

  private static byte[] crc32c(byte[] body, int length) {
    CRC32C crc = new CRC32C();
    crc.update(body, 0, length);
    return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
  }

  private static byte[] digest(String algorithm, byte[] body, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(body, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
