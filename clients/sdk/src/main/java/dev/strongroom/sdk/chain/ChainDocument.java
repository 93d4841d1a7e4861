package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A chain as the server answers it; nothing of it verified. */
record ChainDocument(List<Envelope> links, Map<Long, Box> boxes, List<Wrap> wraps) {
  record Box(Bytes box, Bytes history) {}

  record Wrap(long epoch, String kind, Bytes recipient, String reference, Bytes wrap) {}

  static ChainDocument read(StatementKind kind, JsonNode answer) {
    List<Envelope> links = new ArrayList<>();
    answer
        .path("links")
        .forEach(text -> links.add(Envelope.decode(kind, Bytes.fromBase64Url(text.asText()))));
    Map<Long, Box> boxes = new LinkedHashMap<>();
    answer
        .path("boxes")
        .forEach(box ->
            boxes.put(
                box.path("epoch").asLong(),
                new Box(
                    Bytes.fromBase64Url(box.path("box").asText()),
                    Bytes.fromBase64Url(box.path("history").asText()))));
    List<Wrap> wraps = new ArrayList<>();
    answer
        .path("wraps")
        .forEach(wrap ->
            wraps.add(
                new Wrap(
                    wrap.path("epoch").asLong(),
                    wrap.path("kind").asText(),
                    Bytes.fromBase64Url(wrap.path("recipient").asText()),
                    wrap.path("reference").asText(),
                    Bytes.fromBase64Url(wrap.path("wrap").asText()))));
    return new ChainDocument(List.copyOf(links), boxes, List.copyOf(wraps));
  }
}
