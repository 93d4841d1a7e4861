package dev.strongroom.demo.search;

import dev.strongroom.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The byte patterns under which a canary would be met. */
final class Encodings {
  private Encodings() {}

  static Map<String, Bytes> of(Canary canary) {
    Map<String, Bytes> patterns = new LinkedHashMap<>();
    byte[] raw = canary.value().toArray();
    patterns.put("raw", canary.value());
    patterns.put("hex", Bytes.utf8(canary.value().toHex()));
    patterns.put("HEX", Bytes.utf8(canary.value().toHex().toUpperCase(Locale.ROOT)));
    for (int phase = 0; phase < 3; phase++) {
      patterns.put("base64/" + phase, base64(Base64.getEncoder(), raw, phase));
      patterns.put("base64url/" + phase, base64(Base64.getUrlEncoder(), raw, phase));
    }
    if (canary.kind().isText()) {
      String text = new String(raw, StandardCharsets.UTF_8);
      patterns.put("utf-16le", Bytes.of(text.getBytes(StandardCharsets.UTF_16LE)));
      patterns.put("utf-16be", Bytes.of(text.getBytes(StandardCharsets.UTF_16BE)));
      patterns.put("json", Bytes.utf8(jsonEscaped(text, false)));
      patterns.put("json-ascii", Bytes.utf8(jsonEscaped(text, true)));
    }
    return patterns;
  }

  /**
   * The letters that depend on the canary alone, when it begins {@code phase} bytes into a group of
   * three.
   */
  private static Bytes base64(Base64.Encoder encoder, byte[] raw, int phase) {
    byte[] shifted = new byte[phase + raw.length];
    System.arraycopy(raw, 0, shifted, phase, raw.length);
    String letters = encoder.withoutPadding().encodeToString(shifted);
    int from = (phase * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return Bytes.utf8(letters.substring(from, to));
  }

  private static String jsonEscaped(String text, boolean ascii) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || (ascii && c == '/')) {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c < 0x20 || (ascii && c > 0x7e)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
