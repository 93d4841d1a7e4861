package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.json.JsonObject;

/** A place in a group's chain: the link at {@code sequence} with payload hash {@code hash}. */
public record GroupHead(ChainId group, long sequence, Hash hash) {
  public JsonObject encode() {
    return JsonObject.builder()
        .put("group", group.value())
        .put("sequence", sequence)
        .put("hash", hash.value())
        .build();
  }

  public static GroupHead decode(JsonObject in) {
    return new GroupHead(
        in.as("group", ChainId::parse), in.unsigned("sequence"), in.as("hash", Hash::parse));
  }
}
