package dev.strongroom.sdk.slot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.slot.KeySlot;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotChange;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The caller's key slots at the server. */
public final class KeySlots {
  private static final String PATH = "/identity/v1/me/slots";
  private final Server server;

  public KeySlots(Server server) {
    this.server = server;
  }

  /**
   * A slot as the server lists it.
   *
   * @param name {@code passphrase}, {@code recovery}, or a device's id
   * @param identity hash of the identity whose secret it opens
   * @param hash of the slot
   * @param label as its owner wrote it
   * @param changed when it was put last
   * @param used when it was fetched last; of a recovery slot, when somebody else fetched it for a
   *     drill or the recovery ceremony
   */
  public record View(
      String name,
      String type,
      Hash identity,
      Hash hash,
      String label,
      Instant created,
      Instant changed,
      Optional<Instant> used) {
    private static View of(JsonNode slot) {
      JsonNode used = slot.path("used");
      return new View(
          slot.path("name").asText(),
          slot.path("type").asText(),
          Hash.parse(slot.path("identity").asText()),
          Hash.parse(slot.path("hash").asText()),
          slot.path("label").asText(),
          time(slot.path("created")),
          time(slot.path("changed")),
          used.isTextual() ? Optional.of(time(used)) : Optional.empty());
    }

    private static Instant time(JsonNode text) {
      try {
        return Instant.parse(text.asText());
      } catch (DateTimeException _) {
        throw ServerException.nonsense("it gives a time that is none");
      }
    }
  }

  /** All slots: those of the caller's main line first, then those of resets. */
  public List<View> list() {
    List<View> views = new ArrayList<>();
    server.get(PATH).forEach(slot -> views.add(View.of(slot)));
    return views;
  }

  /** The slot behind {@code view}, sealed. */
  public KeySlot fetch(View view) {
    String path = PATH + "/" + view.name() + "?identity=" + view.identity();
    return KeySlot.decode(Bytes.fromBase64Url(server.get(path).path("slot").asText()));
  }

  /** The slots under the passphrase: of the main line first, then of resets. */
  public List<PassphraseSlot> passphraseSlots() {
    return list().stream()
        .filter(view -> view.type().equals("passphrase"))
        .map(this::fetch)
        .filter(PassphraseSlot.class::isInstance)
        .map(PassphraseSlot.class::cast)
        .toList();
  }

  /**
   * Puts a slot, in the place of the one with the hash {@code before}, in one step.
   *
   * @param key the owner's newest, which signs the change
   * @throws ServerException {@code stale-head} if another one stands there by now
   */
  public void put(KeySlot slot, Optional<Hash> before, String label, SigningKey key) {
    server.put(PATH + "/" + slot.name(), change(slot, before, label, key));
  }

  /** The request that puts a slot. */
  public static Map<String, Object> change(
      KeySlot slot, Optional<Hash> before, String label, SigningKey key) {
    SlotChange change =
        new SlotChange(
            slot.organisation(), slot.user(), slot.name(), before, Optional.of(slot.hash()));
    Map<String, Object> body = new HashMap<>();
    body.put("slot", slot.encode().toBase64Url());
    body.put("label", label);
    before.ifPresent(hash -> body.put("before", hash.toString()));
    body.put("signature", change.sign(key).toBase64Url());
    return body;
  }

  /** Deletes {@code slot}, which {@code view} names. */
  public void delete(View view, SlotChange change, SigningKey key) {
    server.delete(
        PATH
            + "/"
            + view.name()
            + "?identity="
            + view.identity()
            + "&before="
            + view.hash()
            + "&signature="
            + change.sign(key).toBase64Url());
  }
}
