package dev.strongroom.protocol.json;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recursive descent over the strict subset. Depth is bounded, so the stack is too. Reads the bytes
 * themselves: outside of strings all is ASCII, and nearly all strings are, so that the text as a
 * whole is never made.
 */
final class JsonReader {
  /** Deeper than any statement of version 1 goes. */
  static final int MAX_DEPTH = 8;

  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] in;
  private int at;

  private JsonReader(byte[] in) {
    this.in = in;
  }

  static JsonObject parse(Bytes json, int maxBytes) {
    if (json.length() > maxBytes) {
      throw new MalformedException(ErrorCode.LIMIT, "longer than " + maxBytes + " bytes");
    }
    JsonReader reader = new JsonReader(json.toArray());
    JsonValue value = reader.value(0);
    if (reader.at != reader.in.length) {
      throw reader.malformed("something behind the end");
    }
    if (!(value instanceof JsonObject object)) {
      throw reader.malformed("not an object");
    }
    return object;
  }

  /** Of whole characters: what is cut off stands between ASCII. */
  private static String decodeUtf8(byte[] in, int from, int to) {
    String lenient = new String(in, from, to - from, StandardCharsets.UTF_8);
    // What is not UTF-8 leaves this character behind; where there is none, all was.
    return lenient.indexOf(REPLACEMENT) < 0 ? lenient : decodeStrictly(in, from, to);
  }

  private static String decodeStrictly(byte[] in, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(in, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(ErrorCode.STATEMENT, "not UTF-8");
    }
  }

  private JsonValue value(int depth) {
    if (depth > MAX_DEPTH) {
      // What is no text at all is told as that, wherever it stops being one.
      decodeStrictly(in, 0, in.length);
      throw new MalformedException(ErrorCode.LIMIT, "nested deeper than " + MAX_DEPTH);
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonValue.Text(string());
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      default -> number();
    };
  }

  private JsonObject object(int depth) {
    at++;
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    skipSpace();
    if (accept('}')) {
      return JsonObject.of(fields);
    }
    do {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      JsonValue value = value(depth + 1);
      if (fields.put(name, value) != null) {
        throw malformed("duplicate key");
      }
      skipSpace();
    } while (accept(','));
    expect('}');
    return JsonObject.of(fields);
  }

  private JsonValue array(int depth) {
    at++;
    List<JsonValue> items = new ArrayList<>();
    skipSpace();
    if (accept(']')) {
      return new JsonValue.Array(items);
    }
    do {
      items.add(value(depth + 1));
      skipSpace();
    } while (accept(','));
    expect(']');
    return new JsonValue.Array(items);
  }

  private JsonValue literal(String word, boolean value) {
    for (int i = 0; i < word.length(); i++) {
      if (!accept(word.charAt(i))) {
        throw malformed("not a value");
      }
    }
    return new JsonValue.Bool(value);
  }

  private JsonValue number() {
    int start = at;
    accept('-');
    int digits = at;
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    int count = at - digits;
    boolean leadingZero = count > 1 && in[digits] == '0';
    boolean negativeZero = digits > start && count == 1 && in[digits] == '0';
    if (count == 0 || count > 16 || leadingZero || negativeZero) {
      throw malformed("not a value, or a number in an unusual form");
    }
    long value = Long.parseLong(plain(start, at));
    if (Math.abs(value) > JsonValue.Whole.MAX) {
      throw malformed("number beyond 2^53-1");
    }
    return new JsonValue.Whole(value);
  }

  private String string() {
    expect('"');
    String text = run();
    if (accept('"')) {
      return text;
    }
    StringBuilder all = new StringBuilder(text);
    while (!accept('"')) {
      if (!accept('\\')) {
        throw malformed("a string ends too early, or a control character in one");
      }
      all.append(escape()).append(run());
    }
    return requireScalars(all.toString());
  }

  /** What stands for itself, up to the next that does not. */
  private String run() {
    int from = at;
    int end = from;
    int all = 0;
    while (end < in.length && isPlain(in[end])) {
      all |= in[end];
      end++;
    }
    at = end;
    return all < 0 ? decodeUtf8(in, from, end) : plain(from, end);
  }

  private String plain(int from, int to) {
    return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Bytes of characters beyond ASCII are negative. */
  private static boolean isPlain(byte b) {
    return (b >= 0x20 || b < 0) && b != '"' && b != '\\';
  }

  private char escape() {
    return switch (next()) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed("unknown escape");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = hex(next());
      if (digit < 0) {
        throw malformed("unknown escape");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  /** Not {@code Character.digit}: that takes the digits of every script. */
  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    } else if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /** A lone surrogate means different things to different readers. */
  private String requireScalars(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw malformed("lone surrogate");
      }
    }
    return text;
  }

  private void skipSpace() {
    while (at < in.length && isSpace(in[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /** As a character; none that means something here is a byte of one beyond ASCII. */
  private char peek() {
    if (at >= in.length) {
      throw malformed("ends too early");
    }
    return (char) (in[at] & 0xff);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private boolean accept(char c) {
    if (at < in.length && in[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (next() != c) {
      throw malformed("'" + c + "' expected");
    }
  }

  private MalformedException malformed(String what) {
    return new MalformedException(ErrorCode.STATEMENT, "JSON at " + at + ": " + what);
  }
}
