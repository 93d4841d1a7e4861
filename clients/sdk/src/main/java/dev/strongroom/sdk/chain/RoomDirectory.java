package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomChain;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Rooms' chains, verified link by link and held against their pins. */
public final class RoomDirectory {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring keyring;
  private final ChainReplay<RoomLink, RoomState> replay;
  private final Map<ChainId, VerifiedChain<RoomLink, RoomState>> chains = new HashMap<>();

  public RoomDirectory(
      Server server, Pins pins, People people, GroupDirectory groups, Keyring keyring) {
    this.replay =
        ChainReplay.of(
            new RoomChain(
                keyring.organisation(), people, groups, keyring.directory().checkpoints()));
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.keyring = keyring;
  }

  /** A room that the server says this user reaches; to be verified when it is opened. */
  public record Reached(ChainId room, String role) {
    /** Whether this user may only send files into it. */
    public boolean isForSending() {
      return role.equals(Role.DEPOSITOR.text());
    }
  }

  public List<Reached> reached() {
    List<Reached> rooms = new ArrayList<>();
    for (JsonNode room : server.get("/access/v1/rooms")) {
      rooms.add(new Reached(ChainId.parse(room.path("room").asText()), room.path("role").asText()));
    }
    return rooms;
  }

  /**
   * The same after somebody was first, or time went by: with the groups as they are now, for one of
   * them may have moved on.
   */
  public OpenRoom reopen(ChainId room) {
    groups.refresh();
    return open(room);
  }

  /**
   * A room that is verified and not opened: all that somebody has of it who only sends files in.
   *
   * @param newest state after its newest link
   * @param groups newest known states of the groups granted
   * @param rekeyDue whether keys have to be renewed before anything is sent
   * @param keysServed whether boxes or wraps came with it
   */
  public record ClosedRoom(
      RoomState newest, Map<ChainId, GroupState> groups, boolean rekeyDue, boolean keysServed) {}

  /** Loads and verifies a room without opening it, with the groups as they are now. */
  public ClosedRoom verify(ChainId room) {
    groups.refresh();
    Loaded loaded = load(room);
    boolean keys = !loaded.document().boxes().isEmpty() || !loaded.document().wraps().isEmpty();
    RoomState newest = loaded.newest();
    Map<ChainId, GroupState> newestGroups = newestGroups(newest);
    pin(newest);
    return new ClosedRoom(newest, newestGroups, newest.rekeyDue(newestGroups, people), keys);
  }

  /** Keeps what was verified of a room, and what it says of groups: {@link KnownRooms}. */
  private void pin(RoomState newest) {
    Map<ChainId, Role> granted = new HashMap<>();
    newest
        .grants()
        .values()
        .forEach(grant -> {
          if (grant.grantee() instanceof Grantee.Group(ChainId group)) {
            granted.put(group, grant.role());
          }
        });
    long logged = Optional.ofNullable(chains.get(newest.id())).orElseThrow().judged();
    pins.pinChain(newest.id(), newest.sequence(), newest.head());
    pins.pinRoomGroups(
        newest.id(), new Pins.RoomGroups(logged, granted, newest.policy().attested()));
    pins.save();
  }

  /** Whether a group that this user is in is granted the room. */
  public boolean isReachedThroughGroup(RoomState room) {
    return room.heads().keySet().stream()
        .anyMatch(group -> groups.newest(group).members().containsKey(keyring.chain().user()));
  }

  /** What the room said last holds nothing up any more: {@link KnownRooms}. */
  public void forget(ChainId room) {
    pins.forgetRoom(room);
    pins.save();
  }

  /** The state after the link in a place, where the chain has come so far; verified, not opened. */
  Optional<RoomState> stateAt(ChainId room, long sequence) {
    Loaded loaded = load(room);
    pin(loaded.newest());
    return loaded.states().stream().filter(s -> s.sequence() == sequence).findFirst();
  }

  /**
   * Loads, verifies and opens a room. The caller closes it. A present epoch that does not open to
   * what its link commits to is told of by {@link OpenRoom#secrets}, so that whoever may can begin
   * the next.
   */
  public OpenRoom open(ChainId room) {
    return open(room, EpochOpener::open);
  }

  /**
   * The same with the groups as they are now, and where no wrap of the present epoch opens: for who
   * begins the next one all the same.
   */
  public OpenRoom reopenDespiteUnopened(ChainId room) {
    groups.refresh();
    return open(room, EpochOpener::openDespiteUnopened);
  }

  private OpenRoom open(ChainId room, BiFunction<EpochOpener, ChainDocument, OpenChain> way) {
    Loaded loaded = load(room);
    RoomState newest = loaded.newest();
    Map<ChainId, GroupState> newestGroups = newestGroups(newest);
    OpenChain secrets = openSecrets(loaded, way);
    try {
      pin(newest);
      return new OpenRoom(loaded.states(), secrets, newestGroups, people, broken(newest, secrets));
    } catch (RuntimeException e) {
      secrets.close();
      throw e;
    }
  }

  private Optional<BrokenEpoch> broken(RoomState newest, OpenChain secrets) {
    return switch (secrets.condition()) {
      case SOUND, LACKING -> Optional.empty();
      case BROKEN, UNOPENED -> {
        UserId author =
            Objects.requireNonNull(chains.get(newest.id()))
                .first(state -> state.epoch().equals(newest.epoch()))
                .body()
                .author()
                .user();
        yield Optional.of(BrokenEpoch.ofRoom(newest.id(), newest.epoch(), author, people));
      }
    };
  }

  /** Verified, and held against its pin. */
  private record Loaded(List<RoomState> states, ChainDocument document) {
    RoomState newest() {
      return states.getLast();
    }
  }

  private Loaded load(ChainId room) {
    VerifiedChain<RoomLink, RoomState> chain =
        chains.computeIfAbsent(
            room, id -> new VerifiedChain<>(id, DirectoryEntry.Kind.ROOM, replay));
    ChainDocument document =
        ChainDocument.fetch(
            server, StatementKind.ROOM, "/access/v1/rooms/" + room, chain.size() - 1L);
    if (!chain.logHas(keyring.directory(), document.bodies())) {
      groups.refresh();
    }
    chain.judge(keyring.directory(), document.bodies(), pins.chain(room));
    return new Loaded(chain.states(), document);
  }

  /** Links of a room that was opened, from a place on; to be shown to another service. */
  public List<Bytes> links(ChainId room, long from) {
    return Optional.ofNullable(chains.get(room)).map(chain -> chain.links(from)).orElse(List.of());
  }

  /** Links that the log has for a room that was loaded, and that do not count, with why. */
  public List<ChainReplay.Voided> voided(ChainId room) {
    return Optional.ofNullable(chains.get(room)).map(VerifiedChain::voided).orElse(List.of());
  }

  private OpenChain openSecrets(
      Loaded loaded, BiFunction<EpochOpener, ChainDocument, OpenChain> way) {
    List<KemPrivateKey> lent = new ArrayList<>();
    try {
      return way.apply(opener(loaded.states(), lent::add), loaded.document());
    } finally {
      lent.forEach(KemPrivateKey::close);
    }
  }

  private EpochOpener opener(List<RoomState> states, Consumer<KemPrivateKey> lent) {
    RoomState newest = states.getLast();
    SortedMap<Long, EpochInfo> epochs = new TreeMap<>();
    states.forEach(state -> epochs.put(state.epoch().number(), state.epoch()));
    return new EpochOpener(
        keyring.organisation(),
        newest.id(),
        ChainBox.Kind.ROOM,
        epochs,
        newest.oldestEpoch(),
        newest.indexKey(),
        wrap -> groups.own(wrap).or(() -> groups.throughGroup(wrap, lent)),
        epoch -> ChainDocument.ofEpoch(server, "/access/v1/rooms/" + newest.id(), epoch));
  }

  private Map<ChainId, GroupState> newestGroups(RoomState state) {
    Map<ChainId, GroupState> newest = new HashMap<>();
    state.heads().keySet().forEach(group -> newest.put(group, groups.newest(group)));
    return newest;
  }

  /**
   * A room, opened.
   *
   * @param states after each link; the last is the newest
   * @param groups newest known states of the groups granted
   * @param people tells whose keys were given up since
   * @param broken if the present epoch does not open: then nothing of the room is read, and the
   *     next epoch can be begun
   */
  public record OpenRoom(
      List<RoomState> states,
      OpenChain secrets,
      Map<ChainId, GroupState> groups,
      Identities people,
      Optional<BrokenEpoch> broken)
      implements AutoCloseable {
    /**
     * What is sealed in the room opens with these.
     *
     * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} if the present epoch does not
     *     open to what its link commits to
     */
    @Override
    public OpenChain secrets() {
      requireSound();
      return secrets;
    }

    void requireSound() {
      broken.ifPresent(epoch -> {
        throw epoch.asException();
      });
    }

    /** Requires that the next epoch, begun from here, leaves nothing behind. */
    void requireWhole() {
      if (!secrets.isWhole()) {
        broken.ifPresent(epoch -> {
          throw epoch.asNotWhole();
        });
      }
    }

    /** As far as they can be had, to begin the next epoch with. */
    OpenChain atHand() {
      return secrets;
    }

    public RoomState newest() {
      return states.getLast();
    }

    public ChainId id() {
      return newest().id();
    }

    public String name() {
      return secrets().box().name();
    }

    /**
     * The role of {@code user} by what he acts under now.
     *
     * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} if he has none
     */
    public Role roleOf(Keyring user) {
      return newest()
          .roleNow(user.chain(), user.identity().hash(), groups)
          .orElseThrow(() ->
              new AuthenticationException(
                  ErrorCode.GROUP_CHAIN, "a room that this user does not reach"));
    }

    /** The state after the link that a commit cites. */
    public RoomState citedBy(long sequence, Hash link) {
      Optional<RoomState> cited =
          sequence < states.size()
              ? Optional.of(states.get((int) sequence)).filter(s -> s.head().equals(link))
              : Optional.empty();
      return cited.orElseThrow(() ->
          new AuthenticationException(
              ErrorCode.COMMIT_ROLE, "a commit cites a link that the room does not have"));
    }

    /** Whether keys have to be renewed before anybody writes. */
    public boolean rekeyDue() {
      return broken.isPresent() || newest().rekeyDue(groups, people);
    }

    @Override
    public void close() {
      secrets.close();
    }
  }
}
