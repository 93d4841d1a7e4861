package dev.strongroom.sdk.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What this client has verified before: nothing older, and nothing else in its place, is taken from
 * then on. Saved only after everything about it has been verified.
 *
 * <p>Several processes may use one client's folder at once: a save changes what the file holds by
 * then, and never takes a place back that another one has advanced.
 */
public final class Pins {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final List<Consumer<ObjectNode>> unsaved = new ArrayList<>();
  private ObjectNode root;

  private Pins(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * @throws UncheckedIOException if the file is damaged: a client that began without pins would
   *     take anything
   */
  static Pins load(Path file) {
    return new Pins(file, read(file));
  }

  private static ObjectNode read(Path file) {
    Optional<byte[]> content = PrivateFile.read(file);
    if (content.isEmpty()) {
      return JSON.createObjectNode();
    }
    try {
      if (JSON.readTree(content.get()) instanceof ObjectNode object) {
        return object;
      }
      throw new IOException("not an object");
    } catch (IOException e) {
      throw new UncheckedIOException("the pins are damaged: " + file, e);
    }
  }

  private void change(Consumer<ObjectNode> change) {
    change.accept(root);
    unsaved.add(change);
  }

  /** A place and what stands there. */
  public record Place(long sequence, Hash hash) {}

  /**
   * A person.
   *
   * @param identity hash of the identity that was confirmed last
   * @param verified whether its fingerprint was compared by other means
   * @param told hash of the identity that this client's user was told of last
   */
  public record Contact(UserId user, String name, Hash identity, boolean verified, Hash told) {
    public Contact(UserId user, String name, Hash identity, boolean verified) {
      this(user, name, identity, verified, identity);
    }
  }

  public Optional<Place> policy() {
    return place(root.path("policy"));
  }

  public void pinPolicy(long sequence, Hash hash) {
    change(pins -> {
      if (isAhead(place(pins.path("policy")), sequence, hash, ErrorCode.ROOT)) {
        pins.set("policy", place(sequence, hash));
      }
    });
  }

  public Optional<Place> chain(ChainId chain) {
    return place(root.path("chains").path(chain.toString()));
  }

  public void pinChain(ChainId chain, long sequence, Hash hash) {
    change(pins -> {
      ObjectNode chains = pins.withObject("/chains");
      Optional<Place> there = place(chains.path(chain.toString()));
      if (isAhead(there, sequence, hash, ErrorCode.GROUP_FORK)) {
        chains.set(chain.toString(), place(sequence, hash));
      }
    });
  }

  /**
   * What a room's chain said of groups when this client verified it last.
   *
   * @param logged entries of the directory's log for the room by then: with as many it is so still
   * @param groups that the room was granted to, with their roles
   * @param attested whether the room asked for attestations
   */
  public record RoomGroups(long logged, Map<ChainId, Role> groups, boolean attested) {
    public RoomGroups {
      groups = Map.copyOf(groups);
    }
  }

  public Optional<RoomGroups> roomGroups(ChainId room) {
    JsonNode found = root.path("rooms").path(room.toString());
    return found.has("logged") ? Optional.of(roomGroups(found)) : Optional.empty();
  }

  private static RoomGroups roomGroups(JsonNode found) {
    Map<ChainId, Role> groups =
        found.path("groups").properties().stream()
            .collect(
                Collectors.toMap(
                    e -> ChainId.parse(e.getKey()), e -> Role.parse(e.getValue().asText())));
    return new RoomGroups(
        found.path("logged").asLong(), groups, found.path("attested").asBoolean());
  }

  public void pinRoomGroups(ChainId room, RoomGroups fresh) {
    change(pins -> {
      ObjectNode rooms = pins.withObject("/rooms");
      if (rooms.path(room.toString()).path("logged").asLong() > fresh.logged()) {
        return;
      }
      ObjectNode node =
          rooms
              .putObject(room.toString())
              .put("logged", fresh.logged())
              .put("attested", fresh.attested());
      ObjectNode groups = node.putObject("groups");
      fresh.groups().forEach((group, role) -> groups.put(group.toString(), role.text()));
    });
  }

  /** A room that this user is not in any more: what it said last holds nothing up. */
  public void forgetRoom(ChainId room) {
    change(pins -> pins.withObject("/rooms").putObject(room.toString()).put("forgotten", true));
  }

  /** Rooms and groups that were verified here, but for rooms that were forgotten. */
  public Set<ChainId> chains() {
    return root.path("chains").properties().stream()
        .map(Map.Entry::getKey)
        .filter(id -> !root.path("rooms").path(id).path("forgotten").asBoolean())
        .map(ChainId::parse)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a place goes beyond what is there; what is another thing in one place is neither. */
  private static boolean isAhead(
      Optional<Place> there, long sequence, Hash hash, ErrorCode otherwise) {
    boolean other =
        there.filter(t -> t.sequence() == sequence && !t.hash().equals(hash)).isPresent();
    if (other) {
      throw new AuthenticationException(
          otherwise, "another process of this client has verified something else in this place");
    }
    return there.isEmpty() || sequence > there.get().sequence();
  }

  /** The newest commit verified in a room, as its envelope. */
  public Optional<Bytes> commit(ChainId room) {
    return envelope("commits", room);
  }

  public void pinCommit(ChainId room, Bytes envelope) {
    pinEnvelope("commits", room, envelope);
  }

  /** The newest commit that was repeated in full, with all before it. */
  public Optional<Bytes> repeated(ChainId room) {
    return envelope("repeated", room);
  }

  public void pinRepeated(ChainId room, Bytes envelope) {
    pinEnvelope("repeated", room, envelope);
  }

  private Optional<Bytes> envelope(String kind, ChainId room) {
    JsonNode found = root.path(kind).path(room.toString());
    return found.isMissingNode()
        ? Optional.empty()
        : Optional.of(Bytes.fromBase64Url(found.asText()));
  }

  private void pinEnvelope(String kind, ChainId room, Bytes envelope) {
    Place fresh = placeOf(envelope);
    change(pins -> {
      ObjectNode commits = pins.withObject("/" + kind);
      JsonNode found = commits.path(room.toString());
      Optional<Place> there =
          found.isMissingNode()
              ? Optional.empty()
              : Optional.of(placeOf(Bytes.fromBase64Url(found.asText())));
      if (isAhead(there, fresh.sequence(), fresh.hash(), ErrorCode.ROOM_FORK)) {
        commits.put(room.toString(), envelope.toBase64Url());
      }
    });
  }

  private static Place placeOf(Bytes commit) {
    Signed<Commit> decoded = Commit.decode(Envelope.decode(StatementKind.COMMIT, commit));
    return new Place(decoded.body().header().sequence(), decoded.hash());
  }

  /** This user's own identity, as it was made or confirmed on this machine. */
  public Optional<Hash> self() {
    JsonNode found = root.path("self");
    return found.isMissingNode() ? Optional.empty() : Optional.of(Hash.parse(found.asText()));
  }

  public void pinSelf(Hash identity) {
    change(pins -> pins.put("self", identity.toString()));
  }

  /**
   * The newest of the directory's maps that was checked for a room, and the room's head in it.
   *
   * @param number of the map
   */
  public record MapPlace(long number, Optional<RoomMap.Head> head) {}

  public Optional<MapPlace> map(ChainId room) {
    return mapPlace(root.path("maps").path(room.toString()));
  }

  public void pinMap(ChainId room, MapPlace place) {
    change(pins -> {
      ObjectNode maps = pins.withObject("/maps");
      Optional<MapPlace> there = mapPlace(maps.path(room.toString()));
      if (there.filter(t -> t.number() >= place.number()).isEmpty()) {
        ObjectNode fresh = maps.putObject(room.toString()).put("number", place.number());
        place.head().ifPresent(h -> fresh.set("head", place(h.sequence(), h.commit())));
      }
    });
  }

  private static Optional<MapPlace> mapPlace(JsonNode node) {
    return node.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new MapPlace(
                node.path("number").asLong(),
                place(node.path("head")).map(p -> new RoomMap.Head(p.sequence(), p.hash()))));
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
    change(pins ->
        pins.withObject("/contacts")
            .putObject(contact.user().toString())
            .put("name", contact.name())
            .put("identity", contact.identity().toString())
            .put("verified", contact.verified())
            .put("told", contact.told().toString()));
  }

  /** Hash of the recovery key that this user has confirmed here. */
  public Optional<Hash> recoveryKey() {
    JsonNode found = root.path("recoveryKey");
    return found.isMissingNode() ? Optional.empty() : Optional.of(Hash.parse(found.asText()));
  }

  /** Confirms a recovery key; without one, none is confirmed any more. */
  public void confirmRecoveryKey(Optional<Hash> key) {
    change(pins ->
        key.ifPresentOrElse(
            hash -> pins.put("recoveryKey", hash.toString()), () -> pins.remove("recoveryKey")));
  }

  /** Of which fetch of his recovery slot this user was told last. */
  public Optional<Instant> toldOfRecovery() {
    JsonNode found = root.path("toldOfRecovery");
    return found.isMissingNode() ? Optional.empty() : Optional.of(Instant.parse(found.asText()));
  }

  public void tellOfRecovery(Instant fetched) {
    change(pins -> pins.put("toldOfRecovery", fetched.toString()));
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
    change(pins -> pins.withObject("/names").put(chain.toString(), name));
  }

  /**
   * Keeps what was pinned since the last save.
   *
   * @throws AuthenticationException {@link ErrorCode#ROOT}, {@link ErrorCode#GROUP_FORK}, {@link
   *     ErrorCode#ROOM_FORK} if another process of this client was shown something else meanwhile
   */
  public void save() {
    PrivateFile.locked(
        file,
        () -> {
          ObjectNode before = read(file);
          ObjectNode after = before.deepCopy();
          unsaved.forEach(change -> change.accept(after));
          if (!after.equals(before)) {
            PrivateFile.write(file, bytes(after));
          }
          root = after;
          unsaved.clear();
        });
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Contact contact(UserId user, JsonNode found) {
    Hash identity = Hash.parse(found.path("identity").asText());
    return new Contact(
        user,
        found.path("name").asText(),
        identity,
        found.path("verified").asBoolean(),
        found.has("told") ? Hash.parse(found.path("told").asText()) : identity);
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
