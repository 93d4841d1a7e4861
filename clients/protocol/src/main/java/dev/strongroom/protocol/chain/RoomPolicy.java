package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.json.JsonObject;
import java.util.Locale;

/**
 * What holds for all that is put into a room and all who are let in.
 *
 * @param padding of contents
 * @param attested whether nobody is let in, in person, whom no attester of the organisation's
 *     policy has attested: held by the clients that sign
 */
public record RoomPolicy(Padding padding, boolean attested) {
  private static final String REQUIRED = "required";

  JsonObject encode() {
    JsonObject.Builder out =
        JsonObject.builder().put("padding", padding.name().toLowerCase(Locale.ROOT));
    return (attested ? out.put("attested", REQUIRED) : out).build();
  }

  static RoomPolicy decode(JsonObject in) {
    if (in.has("attested") && !in.text("attested").equals(REQUIRED)) {
      throw JsonObject.malformed("not what a room may ask of attestations");
    }
    return new RoomPolicy(padding(in.text("padding")), in.has("attested"));
  }

  private static Padding padding(String text) {
    return switch (text) {
      case "padme" -> Padding.PADME;
      case "none" -> Padding.NONE;
      default -> throw JsonObject.malformed("not a padding");
    };
  }
}
