package dev.strongroom.protocol.json;

import dev.strongroom.protocol.Bytes;
import java.util.List;
import java.util.Map;

/** Compact JSON: no spaces, fields in order, only the escapes that JSON demands. */
final class JsonWriter {
  private JsonWriter() {}

  static Bytes write(JsonValue value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return Bytes.utf8(out.toString());
  }

  private static void write(JsonValue value, StringBuilder out) {
    switch (value) {
      case JsonValue.Text(String text) -> quote(text, out);
      case JsonValue.Whole(long number) -> out.append(number);
      case JsonValue.Bool(boolean bool) -> out.append(bool);
      case JsonValue.Array(List<JsonValue> items) -> {
        String separator = "[";
        for (JsonValue item : items) {
          out.append(separator);
          write(item, out);
          separator = ",";
        }
        out.append(items.isEmpty() ? "[]" : "]");
      }
      case JsonObject object -> {
        String separator = "{";
        for (Map.Entry<String, JsonValue> field : object.fields().entrySet()) {
          out.append(separator);
          quote(field.getKey(), out);
          out.append(':');
          write(field.getValue(), out);
          separator = ",";
        }
        out.append(object.fields().isEmpty() ? "{}" : "}");
      }
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
