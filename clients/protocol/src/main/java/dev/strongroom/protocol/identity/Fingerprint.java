package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import java.util.List;
import java.util.Locale;

/**
 * A fingerprint to read aloud, type or compare: the first 160 bits of a hash in Crockford's base32,
 * in eight groups of four. Second preimages at 160 bits are out of reach, and a collision gains
 * nobody anything: both halves would be his own. The same bits are fifteen words as well.
 *
 * @param text eight groups of four, joined by hyphens
 */
public record Fingerprint(String text) {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int BYTES = 20;

  /** Of an identity hash or of an organisation's id. */
  public static Fingerprint of(Bytes hash) {
    StringBuilder text = new StringBuilder();
    for (int group = 0; group < BYTES * 8; group += 5) {
      if (group > 0 && group % 20 == 0) {
        text.append('-');
      }
      int value = 0;
      for (int bit = group; bit < group + 5; bit++) {
        value = value << 1 | (hash.bit(bit) ? 1 : 0);
      }
      text.append(ALPHABET.charAt(value));
    }
    return new Fingerprint(text.toString());
  }

  public static Fingerprint of(Hash hash) {
    return of(hash.value());
  }

  /** Fifteen words of the BIP-39 English list, to be read aloud where letters are misheard. */
  public List<String> words() {
    byte[] bits = new byte[BYTES];
    String bare = text.replace("-", "");
    for (int bit = 0; bit < BYTES * 8; bit++) {
      int letter = ALPHABET.indexOf(bare.charAt(bit / 5));
      bits[bit >>> 3] |= (byte) ((letter >>> (4 - bit % 5) & 1) << (7 - (bit & 7)));
    }
    return FingerprintWords.of(Bytes.of(bits));
  }

  /**
   * Reads what somebody typed, letters or words: case, hyphens and spaces do not matter, nor O for
   * 0, I and L for 1; of a word the first four letters are enough.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not a whole fingerprint, or the
   *     words have a slip
   */
  public static Fingerprint parse(String typed) {
    List<String> tokens = List.of(typed.strip().split("[\\s,-]+"));
    return tokens.size() == FingerprintWords.COUNT
        ? of(FingerprintWords.parse(tokens))
        : letters(typed);
  }

  private static Fingerprint letters(String typed) {
    String bare =
        typed
            .replaceAll("[\\s-]", "")
            .toUpperCase(Locale.ROOT)
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    boolean whole =
        bare.length() == BYTES * 8 / 5 && bare.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    if (!whole) {
      throw new MalformedException(
          ErrorCode.STATEMENT, "a fingerprint has eight groups of four letters and digits");
    }
    return new Fingerprint(bare.replaceAll("(.{4})(?!$)", "$1-"));
  }

  @Override
  public String toString() {
    return text;
  }
}
