package dev.strongroom.storage.blob;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * A checksum that a store may hold a part's body against. The quickest first: what ties the bytes
 * to their author is the content digest, so this one only has to notice damage on the way.
 */
public enum PartChecksum {
  CRC32C("x-amz-checksum-crc32c"),
  SHA256("x-amz-checksum-sha256"),
  CONTENT_MD5("Content-MD5"),
  /** The store enforces none: the client compares the ETag. */
  NONE("");

  private final String header;

  PartChecksum(String header) {
    this.header = header;
  }

  /** Name of the header, empty for none. */
  public String header() {
    return header;
  }

  /**
   * Whether the header has to be signed into the URL. A presigner signs those of Amazon's alone.
   */
  public boolean isSigned() {
    return this == CRC32C || this == SHA256;
  }

  /** Value of the header for a body, base64. */
  String of(byte[] body) {
    return Base64.getEncoder()
        .encodeToString(
            switch (this) {
              case CRC32C -> crc32c(body);
              case SHA256 -> digest("SHA-256", body);
              case CONTENT_MD5 -> digest("MD5", body);
              case NONE -> new byte[0];
            });
  }

  private static byte[] crc32c(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
  }

  private static byte[] digest(String algorithm, byte[] body) {
    try {
      return MessageDigest.getInstance(algorithm).digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
