package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import java.security.SecureRandom;

/** One of a user's devices: 128 random bits that it makes itself. */
public record DeviceId(Bytes value) {
  public static final int LENGTH_BYTES = 16;

  public DeviceId {
    if (value.length() != LENGTH_BYTES) {
      throw new MalformedException(ErrorCode.STATEMENT, "a device's id has 16 bytes");
    }
  }

  public static DeviceId random(SecureRandom random) {
    return new DeviceId(Bytes.random(random, LENGTH_BYTES));
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static DeviceId parse(String base64Url) {
    return new DeviceId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
