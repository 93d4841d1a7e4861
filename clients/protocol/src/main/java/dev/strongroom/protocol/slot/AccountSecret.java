package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * 128 random bits that stay on the user's devices and in the emergency kit: without them nothing
 * can be guessed from a stolen slot.
 */
public final class AccountSecret implements AutoCloseable {
  public static final int LENGTH_BYTES = 16;
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /** 128 bits and a 7-bit checksum make 27 letters. */
  private static final int LETTERS = 27;

  private final SecretBytes value;

  private AccountSecret(SecretBytes value) {
    if (value.length() != LENGTH_BYTES) {
      throw new IllegalArgumentException("an account secret has 16 bytes");
    }
    this.value = value;
  }

  public static AccountSecret random(SecureRandom random) {
    return new AccountSecret(SecretBytes.random(random, LENGTH_BYTES));
  }

  /** Takes {@code value} over. */
  public static AccountSecret of(SecretBytes value) {
    return new AccountSecret(value);
  }

  public SecretBytes value() {
    return value;
  }

  /**
   * For the printed kit: groups of letters and digits, with a checksum against slips. The caller
   * zeroes it.
   */
  public char[] toPrintable() {
    return value.with(bytes -> {
      char[] out = new char[LETTERS + LETTERS / 5];
      int written = 0;
      for (int letter = 0; letter < LETTERS; letter++) {
        if (letter > 0 && letter % 5 == 0) {
          out[written++] = '-';
        }
        out[written++] = ALPHABET.charAt(fiveBits(bytes, letter * 5));
      }
      return Arrays.copyOf(out, written);
    });
  }

  private static int fiveBits(byte[] bytes, int from) {
    int value = 0;
    for (int bit = from; bit < from + 5; bit++) {
      int set = bit < 128 ? bytes[bit >>> 3] >>> (7 - (bit & 7)) : checksum(bytes) >>> (134 - bit);
      value = value << 1 | (set & 1);
    }
    return value;
  }

  /**
   * Not a secret-keyed check: it only finds a slip of the pen. Polynomial x^7+x^3+1 over the bytes.
   */
  private static int checksum(byte[] bytes) {
    int crc = 0;
    for (byte b : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        int feedback = (crc >>> 6 ^ b >>> bit) & 1;
        crc = crc << 1 & 0x7f ^ (feedback == 1 ? 0x09 : 0);
      }
    }
    return crc;
  }

  /**
   * Reads what was printed; case, spaces and hyphens do not matter.
   *
   * @throws MalformedException {@link ErrorCode#UNLOCK_FAILED} for a slip
   */
  public static AccountSecret parse(char[] typed) {
    byte[] bits = new byte[LENGTH_BYTES];
    int letters = 0;
    int check = 0;
    for (char c : typed) {
      if (c == '-' || Character.isWhitespace(c)) {
        continue;
      }
      int value = ALPHABET.indexOf(normalise(c));
      if (value < 0 || letters == LETTERS) {
        throw slip();
      }
      for (int i = 0; i < 5; i++) {
        int bit = letters * 5 + i;
        int set = value >>> (4 - i) & 1;
        if (bit < 128) {
          bits[bit >>> 3] |= (byte) (set << (7 - (bit & 7)));
        } else {
          check = check << 1 | set;
        }
      }
      letters++;
    }
    if (letters != LETTERS || check != checksum(bits)) {
      Arrays.fill(bits, (byte) 0);
      throw slip();
    }
    return new AccountSecret(SecretBytes.takeOver(bits));
  }

  private static char normalise(char c) {
    return switch (Character.toUpperCase(c)) {
      case 'O' -> '0';
      case 'I', 'L' -> '1';
      default -> Character.toUpperCase(c);
    };
  }

  private static MalformedException slip() {
    return new MalformedException(
        ErrorCode.UNLOCK_FAILED, "this is not an account secret: compare it with the printed kit");
  }

  @Override
  public void close() {
    value.close();
  }
}
