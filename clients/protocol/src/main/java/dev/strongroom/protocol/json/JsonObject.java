package dev.strongroom.protocol.json;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A JSON object in the order of its keys. Every accessor throws {@link MalformedException} with
 * {@link ErrorCode#STATEMENT} when the field is missing or of another type.
 */
public final class JsonObject implements JsonValue {
  private final Map<String, JsonValue> fields;

  private JsonObject(Map<String, JsonValue> fields) {
    this.fields = Collections.unmodifiableMap(fields);
  }

  /** Takes {@code fields} as they are: nobody else holds them. */
  static JsonObject of(Map<String, JsonValue> fields) {
    return new JsonObject(fields);
  }

  /** Parses strictly, as {@link JsonReader} says. */
  public static JsonObject parse(Bytes json, int maxBytes) {
    return JsonReader.parse(json, maxBytes);
  }

  public static Builder builder() {
    return new Builder();
  }

  public Set<String> names() {
    return fields.keySet();
  }

  Map<String, JsonValue> fields() {
    return fields;
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public String text(String name) {
    return ((Text) typed(name, Text.class)).value();
  }

  public long number(String name) {
    return ((Whole) typed(name, Whole.class)).value();
  }

  /** A number from zero up. */
  public long unsigned(String name) {
    long value = number(name);
    if (value < 0) {
      throw malformed(name + " is negative");
    }
    return value;
  }

  public boolean bool(String name) {
    return ((Bool) typed(name, Bool.class)).value();
  }

  public JsonObject object(String name) {
    return (JsonObject) typed(name, JsonObject.class);
  }

  public List<JsonValue> array(String name) {
    return ((Array) typed(name, Array.class)).items();
  }

  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (JsonValue item : array(name)) {
      if (!(item instanceof JsonObject object)) {
        throw malformed(name + " must hold objects");
      }
      objects.add(object);
    }
    return List.copyOf(objects);
  }

  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array(name)) {
      if (!(item instanceof Text text)) {
        throw malformed(name + " must hold strings");
      }
      texts.add(text.value());
    }
    return List.copyOf(texts);
  }

  /** Canonical base64url of any length. */
  public Bytes bytes(String name) {
    return Bytes.fromBase64Url(text(name));
  }

  /** A field read by a parser of its own (an id, say). */
  public <T> T as(String name, Function<String, T> parser) {
    return parser.apply(text(name));
  }

  public <T> Optional<T> optional(String name, Function<String, T> reader) {
    return has(name) ? Optional.of(reader.apply(name)) : Optional.empty();
  }

  private JsonValue typed(String name, Class<? extends JsonValue> type) {
    JsonValue value = fields.get(name);
    if (!type.isInstance(value)) {
      throw malformed(value == null ? name + " is missing" : name + " is of the wrong type");
    }
    return value;
  }

  public static MalformedException malformed(String what) {
    return new MalformedException(ErrorCode.STATEMENT, what);
  }

  /** Compact UTF-8 in the order of the fields. */
  public Bytes encode() {
    return JsonWriter.write(this);
  }

  /** Builds an object in the order of the calls. */
  public static final class Builder {
    private final Map<String, JsonValue> fields = new LinkedHashMap<>();

    public Builder put(String name, JsonValue value) {
      if (fields.put(name, value) != null) {
        throw new IllegalStateException("field twice: " + name);
      }
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, new Text(value));
    }

    public Builder put(String name, Bytes value) {
      return put(name, value.toBase64Url());
    }

    public Builder put(String name, long value) {
      return put(name, new Whole(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, new Bool(value));
    }

    public Builder put(String name, List<? extends JsonValue> items) {
      return put(name, new Array(List.copyOf(items)));
    }

    public Builder putTexts(String name, List<String> items) {
      return put(name, items.stream().map(Text::new).toList());
    }

    public <T> Builder putIfPresent(String name, Optional<T> value, Function<T, String> text) {
      value.ifPresent(v -> put(name, text.apply(v)));
      return this;
    }

    public JsonObject build() {
      return new JsonObject(new LinkedHashMap<>(fields));
    }
  }
}
