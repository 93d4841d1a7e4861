package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * 160 bits as fifteen words, by the rule of BIP-39 for as much entropy: the bits and the first five
 * of their SHA-256, in groups of eleven, each the index of a word. The list is BIP-39's English one
 * ({@code words.txt}, from github.com/bitcoin/bips and github.com/trezor/python-mnemonic, MIT):
 * 2,048 words that differ in their first four letters.
 */
final class FingerprintWords {
  static final int COUNT = 15;
  private static final int BYTES = 20;
  private static final int BITS_A_WORD = 11;

  /** By the first four letters, which tell every word from every other. */
  private static final int LETTERS = 4;

  private static final List<String> WORDS = load();
  private static final Map<String, Integer> INDEX = index();

  private FingerprintWords() {}

  private static List<String> load() {
    try (InputStream in = FingerprintWords.class.getResourceAsStream("words.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Integer> index() {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < WORDS.size(); i++) {
      index.put(beginning(WORDS.get(i)), i);
    }
    return index;
  }

  private static String beginning(String word) {
    return word.substring(0, Math.min(LETTERS, word.length()));
  }

  static List<String> of(Bytes bits) {
    byte[] all = new byte[BYTES + 1];
    bits.copyTo(all, 0);
    all[BYTES] = Sha256.of(bits).value().at(0);
    Bytes checked = Bytes.of(all);
    List<String> words = new ArrayList<>();
    for (int word = 0; word < COUNT; word++) {
      int index = 0;
      for (int bit = word * BITS_A_WORD; bit < (word + 1) * BITS_A_WORD; bit++) {
        index = index << 1 | (checked.bit(bit) ? 1 : 0);
      }
      words.add(WORDS.get(index));
    }
    return List.copyOf(words);
  }

  static Bytes parse(List<String> typed) {
    byte[] bits = new byte[BYTES + 1];
    for (int word = 0; word < COUNT; word++) {
      int index = indexOf(typed.get(word).toLowerCase(Locale.ROOT));
      for (int i = 0; i < BITS_A_WORD; i++) {
        int bit = word * BITS_A_WORD + i;
        bits[bit >>> 3] |= (byte) ((index >>> (BITS_A_WORD - 1 - i) & 1) << (7 - (bit & 7)));
      }
    }
    Bytes found = Bytes.of(bits, 0, BYTES);
    int check = Sha256.of(found).value().at(0) ^ bits[BYTES];
    if ((check & 0xf8) != 0) {
      throw slip();
    }
    return found;
  }

  private static int indexOf(String word) {
    Integer index = INDEX.get(beginning(word));
    if (index == null || !WORDS.get(index).startsWith(word)) {
      throw slip();
    }
    return index;
  }

  private static MalformedException slip() {
    return new MalformedException(
        ErrorCode.STATEMENT, "these are not the words of a fingerprint: compare them again");
  }
}
