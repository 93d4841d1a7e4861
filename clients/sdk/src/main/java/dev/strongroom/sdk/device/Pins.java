package dev.strongroom.sdk.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this client has verified before: nothing older, and nothing else in its place, is taken from
 * then on. Saved only after everything about it has been verified.
 */
public final class Pins {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final ObjectNode root;

  private Pins(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  static Pins load(Path file) {
    try {
      ObjectNode root =
          PrivateFile.read(file).isPresent()
              ? (ObjectNode) JSON.readTree(PrivateFile.read(file).orElseThrow())
              : JSON.createObjectNode();
      return new Pins(file, root);
    } catch (IOException e) {
      throw new UncheckedIOException("the pins are damaged: " + file, e);
    }
  }

  /** A place and what stands there. */
  public record Place(long sequence, Hash hash) {}

  /**
   * A person.
   *
   * @param identity hash of the generation that was seen last
   * @param verified whether its fingerprint was compared by other means
   */
  public record Contact(UserId user, String name, Hash identity, boolean verified) {}

  public Optional<Place> policy() {
    return place(root.path("policy"));
  }

  public void pinPolicy(long sequence, Hash hash) {
    root.set("policy", place(sequence, hash));
  }

  public Optional<Place> chain(ChainId chain) {
    return place(root.path("chains").path(chain.toString()));
  }

  public void pinChain(ChainId chain, long sequence, Hash hash) {
    root.withObject("/chains").set(chain.toString(), place(sequence, hash));
  }

  /** The newest commit verified in a room, as its envelope. */
  public Optional<Bytes> commit(ChainId room) {
    JsonNode found = root.path("commits").path(room.toString());
    return found.isMissingNode()
        ? Optional.empty()
        : Optional.of(Bytes.fromBase64Url(found.asText()));
  }

  public void pinCommit(ChainId room, Bytes envelope) {
    root.withObject("/commits").put(room.toString(), envelope.toBase64Url());
  }

  public Optional<Contact> contact(UserId user) {
    JsonNode found = root.path("contacts").path(user.toString());
    return found.isMissingNode() ? Optional.empty() : Optional.of(contact(user, found));
  }

  public Map<UserId, Contact> contacts() {
    Map<UserId, Contact> contacts = new LinkedHashMap<>();
    root.path("contacts")
        .properties()
        .forEach(e -> {
          UserId user = UserId.parse(e.getKey());
          contacts.put(user, contact(user, e.getValue()));
        });
    return contacts;
  }

  public void pinContact(Contact contact) {
    root.withObject("/contacts")
        .putObject(contact.user().toString())
        .put("name", contact.name())
        .put("identity", contact.identity().toString())
        .put("verified", contact.verified());
  }

  /** Names of rooms and groups that this user has accepted, by chain. */
  public Map<ChainId, String> names() {
    Map<ChainId, String> names = new LinkedHashMap<>();
    root.path("names")
        .properties()
        .forEach(e -> names.put(ChainId.parse(e.getKey()), e.getValue().asText()));
    return names;
  }

  public void acceptName(ChainId chain, String name) {
    root.withObject("/names").put(chain.toString(), name);
  }

  public void save() {
    try {
      PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Contact contact(UserId user, JsonNode found) {
    return new Contact(
        user,
        found.path("name").asText(),
        Hash.parse(found.path("identity").asText()),
        found.path("verified").asBoolean());
  }

  private static Optional<Place> place(JsonNode node) {
    return node.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Place(node.path("sequence").asLong(), Hash.parse(node.path("hash").asText())));
  }

  private static ObjectNode place(long sequence, Hash hash) {
    return JSON.createObjectNode().put("sequence", sequence).put("hash", hash.toString());
  }
}
