package dev.strongroom.protocol.json;

import java.util.List;

/** A JSON value of the strict subset: no null, no fractions. */
public sealed interface JsonValue
    permits JsonValue.Text, JsonValue.Whole, JsonValue.Bool, JsonValue.Array, JsonObject {
  record Text(String value) implements JsonValue {}

  record Whole(long value) implements JsonValue {
    public static final long MAX = (1L << 53) - 1;

    public Whole {
      if (value > MAX || value < -MAX) {
        throw new IllegalArgumentException("beyond 2^53-1");
      }
    }
  }

  record Bool(boolean value) implements JsonValue {}

  record Array(List<JsonValue> items) implements JsonValue {
    public Array {
      items = List.copyOf(items);
    }
  }
}
