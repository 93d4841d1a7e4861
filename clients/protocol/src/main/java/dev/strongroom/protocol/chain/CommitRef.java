package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.json.JsonObject;

/** A commit by place and payload hash. */
public record CommitRef(long sequence, Hash hash) {
  public JsonObject encode() {
    return JsonObject.builder().put("sequence", sequence).put("hash", hash.value()).build();
  }

  public static CommitRef decode(JsonObject in) {
    return new CommitRef(in.unsigned("sequence"), in.as("hash", Hash::parse));
  }
}
