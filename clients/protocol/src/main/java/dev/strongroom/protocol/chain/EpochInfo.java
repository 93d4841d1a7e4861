package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.json.JsonObject;
import java.util.Optional;

/**
 * What a link says of its epoch.
 *
 * @param number from 1
 * @param history SHA-256 of the history box; absent only in epoch 1
 * @param box SHA-256 of the chain's sealed box
 * @param commitment to what the box holds; a rekey leaves it unchanged
 */
public record EpochInfo(
    long number, KemPublicKey key, Optional<Hash> history, Hash box, Hash commitment) {
  public EpochInfo {
    if (number < 1 || history.isPresent() != (number > 1)) {
      throw JsonObject.malformed("not an epoch: number and history box disagree");
    }
  }

  /** Whether it is the same epoch, with the same box or another. */
  boolean sameEpoch(EpochInfo other) {
    return number == other.number && key.equals(other.key) && history.equals(other.history);
  }

  JsonObject encode() {
    return JsonObject.builder()
        .put("number", number)
        .put("key", key.value())
        .putIfPresent("history", history, Hash::toString)
        .put("box", box.value())
        .put("commitment", commitment.value())
        .build();
  }

  static EpochInfo decode(JsonObject in) {
    return new EpochInfo(
        in.unsigned("number"),
        new KemPublicKey(in.bytes("key")),
        in.optional("history", n -> in.as(n, Hash::parse)),
        in.as("box", Hash::parse),
        in.as("commitment", Hash::parse));
  }
}
