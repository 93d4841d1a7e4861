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

/** Recursive descent over the strict subset. Depth is bounded, so the stack is too. */
final class JsonReader {
  /** Deeper than any statement of version 1 goes. */
  static final int MAX_DEPTH = 8;

  private static final char REPLACEMENT = '\uFFFD';

  private final String in;
  private int at;

  private JsonReader(String in) {
    this.in = in;
  }

  static JsonObject parse(Bytes json, int maxBytes) {
    if (json.length() > maxBytes) {
      throw new MalformedException(ErrorCode.LIMIT, "longer than " + maxBytes + " bytes");
    }
    JsonReader reader = new JsonReader(decodeUtf8(json));
    JsonValue value = reader.value(0);
    if (reader.at != reader.in.length()) {
      throw reader.malformed("something behind the end");
    }
    if (!(value instanceof JsonObject object)) {
      throw reader.malformed("not an object");
    }
    return object;
  }

  private static String decodeUtf8(Bytes json) {
    byte[] bytes = json.toArray();
    if (isAscii(bytes)) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    String lenient = new String(bytes, StandardCharsets.UTF_8);
    // What is not UTF-8 leaves this character behind; where there is none, all was.
    return lenient.indexOf(REPLACEMENT) < 0 ? lenient : decodeStrictly(bytes);
  }

  private static String decodeStrictly(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(ErrorCode.STATEMENT, "not UTF-8");
    }
  }

  /** As nearly all statements are, and quicker to read. */
  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte b : bytes) {
      all |= b;
    }
    return all >= 0;
  }

  private JsonValue value(int depth) {
    if (depth > MAX_DEPTH) {
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
      return new JsonObject(fields);
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
    return new JsonObject(fields);
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
    if (!in.startsWith(word, at)) {
      throw malformed("not a value");
    }
    at += word.length();
    return new JsonValue.Bool(value);
  }

  private JsonValue number() {
    int start = at;
    accept('-');
    int digits = at;
    while (at < in.length() && in.charAt(at) >= '0' && in.charAt(at) <= '9') {
      at++;
    }
    int count = at - digits;
    boolean leadingZero = count > 1 && in.charAt(digits) == '0';
    boolean negativeZero = digits > start && count == 1 && in.charAt(digits) == '0';
    if (count == 0 || count > 16 || leadingZero || negativeZero) {
      throw malformed("not a value, or a number in an unusual form");
    }
    long value = Long.parseLong(in.substring(start, at));
    if (Math.abs(value) > JsonValue.Whole.MAX) {
      throw malformed("number beyond 2^53-1");
    }
    return new JsonValue.Whole(value);
  }

  private String string() {
    expect('"');
    int end = at;
    while (end < in.length() && isPlain(in.charAt(end))) {
      end++;
    }
    if (end < in.length() && in.charAt(end) == '"') {
      String text = in.substring(at, end);
      at = end + 1;
      return text;
    }
    StringBuilder text = new StringBuilder();
    while (true) {
      int run = at;
      while (run < in.length() && isPlain(in.charAt(run))) {
        run++;
      }
      text.append(in, at, run);
      at = run;
      char c = next();
      if (c == '"') {
        return requireScalars(text.toString());
      } else if (c == '\\') {
        text.append(escape());
      } else if (c < 0x20) {
        throw malformed("control character in a string");
      } else {
        text.append(c);
      }
    }
  }

  /** What stands for itself, and for nothing else. */
  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
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
    while (at < in.length() && " \t\n\r".indexOf(in.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= in.length()) {
      throw malformed("ends too early");
    }
    return in.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private boolean accept(char c) {
    if (at < in.length() && in.charAt(at) == c) {
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
