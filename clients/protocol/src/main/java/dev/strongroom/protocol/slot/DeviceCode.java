package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.identity.Fingerprint;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * The code that a new device shows and its user types into a device that he has (T66): 160 bits, as
 * eight groups of four letters and digits.
 *
 * <p>The first 128 bits are a hash of the new device's public key. Whoever exchanges that key on
 * the way would have to find another one with the same 128 bits: a second preimage, for the honest
 * key is made first. So no secret of the user's is at stake even if somebody reads the code.
 *
 * <p>The last 32 bits are random and never reach the server. They are part of the HPKE info of the
 * answer, so the new device knows that the answer comes from where the code was typed: a server,
 * which can seal to any public key, would have to guess them, and a new device takes one answer
 * only. Without them it could be walked into an organisation of the server's making (T65).
 */
public record DeviceCode(Bytes value) {
  private static final int COMMITMENT_BYTES = 16;
  private static final int LENGTH_BYTES = 20;
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  public DeviceCode {
    if (value.length() != LENGTH_BYTES) {
      throw notCode();
    }
  }

  /** A fresh code for {@code key}, a new device's own. */
  public static DeviceCode of(KemPublicKey key, SecureRandom random) {
    byte[] code = new byte[LENGTH_BYTES];
    random.nextBytes(code);
    commitment(key).copyTo(code, 0);
    return new DeviceCode(Bytes.of(code));
  }

  private static Bytes commitment(KemPublicKey key) {
    Context context = Context.bare("device-code").with(key.value());
    return Sha256.of(context).value().slice(0, COMMITMENT_BYTES);
  }

  /** Whether this is the code of the device with {@code key}. */
  public boolean commitsTo(KemPublicKey key) {
    return value.slice(0, COMMITMENT_BYTES).equals(commitment(key));
  }

  /**
   * Reads what somebody typed: case, hyphens and spaces do not matter, nor O for 0, I and L for 1.
   *
   * @throws MalformedException {@link ErrorCode#DEVICE_CODE} if it is not a whole code
   */
  public static DeviceCode parse(String typed) {
    String bare =
        typed
            .replaceAll("[\\s-]", "")
            .toUpperCase(Locale.ROOT)
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    if (bare.length() != LENGTH_BYTES * 8 / 5) {
      throw notCode();
    }
    byte[] code = new byte[LENGTH_BYTES];
    for (int letter = 0; letter < bare.length(); letter++) {
      int five = ALPHABET.indexOf(bare.charAt(letter));
      if (five < 0) {
        throw notCode();
      }
      for (int i = 0; i < 5; i++) {
        int bit = letter * 5 + i;
        code[bit >>> 3] |= (byte) ((five >>> (4 - i) & 1) << (7 - (bit & 7)));
      }
    }
    return new DeviceCode(Bytes.of(code));
  }

  private static MalformedException notCode() {
    return new MalformedException(
        ErrorCode.DEVICE_CODE, "a device's code has eight groups of four letters and digits");
  }

  /** As it is shown. */
  @Override
  public String toString() {
    return Fingerprint.of(value).text();
  }
}
