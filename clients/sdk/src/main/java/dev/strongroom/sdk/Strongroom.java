package dev.strongroom.sdk;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.sdk.agent.Adopting;
import dev.strongroom.sdk.agent.Agent;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.attestation.Admission;
import dev.strongroom.sdk.attestation.AttestedPeople;
import dev.strongroom.sdk.chain.GivingUp;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.KnownRooms;
import dev.strongroom.sdk.chain.LinkSubmission;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.OpenChain;
import dev.strongroom.sdk.chain.PlainLabels;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.deposit.DepositRoom;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.proposal.Answered;
import dev.strongroom.sdk.proposal.Proposals;
import dev.strongroom.sdk.proposal.Unattended;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.Rooms;
import dev.strongroom.sdk.server.Server;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An unlocked client.
 *
 * <pre>{@code
 * try (var client = Strongroom.connect(StrongroomConfig.in(folder));
 *     var room = client.room("Board")) {
 *   room.put(file, RoomPath.parse("2026/report.pdf"), TransferListener.NONE);
 * }
 * }</pre>
 *
 * Not thread-safe. Everything that the server answers is verified; what does not verify is a {@link
 * dev.strongroom.protocol.ProtocolException} with its code, and leaves nothing behind.
 */
public final class Strongroom implements AutoCloseable {
  private final Server server;
  private final AgentRules rules;
  private final Pins pins;
  private final People people;
  private final AttestedPeople attested;
  private final RootSource root;
  private final Keyring me;
  private final LinkSubmission links;
  private final GroupDirectory groups;
  private final GroupWriter groupWriter;
  private final RoomDirectory roomDirectory;
  private final RoomWriter roomWriter;
  private final Rooms rooms;
  private final RotationWork rotation;
  private final KnownRooms known;
  private final Admission admission;
  private final AcceptedNames names;
  private final RoomMembership membership;
  private final GroupMembership groupMembership;

  private Strongroom(Session session) {
    this.attested = session.attested();
    this.root = session.root();
    this.rules = new AgentRules(session.device().folder());
    this.server = session.server();
    this.pins = session.pins();
    this.people = session.people();
    this.me = session.me();
    this.links = session.links();
    this.groups = session.groups();
    this.groupWriter = new GroupWriter(links, pins, people, groups, me);
    this.roomDirectory = session.rooms();
    this.roomWriter = new RoomWriter(links, pins, people, groups, me);
    this.rooms =
        new Rooms(
            server,
            pins,
            people,
            groups,
            me,
            roomDirectory,
            roomWriter,
            session.device().evidence());
    this.known = new KnownRooms(pins, me, groups, roomDirectory);
    this.admission = new Admission(attested, people, groups, known);
    this.names = new AcceptedNames(pins);
    this.membership =
        new RoomMembership(people, admission, groups, roomDirectory, roomWriter, this::room);
    this.groupMembership =
        new GroupMembership(people, admission, groups, groupWriter, roomDirectory, rooms);
    this.rotation =
        new RotationWork(server, pins, people, me, groups, groupWriter, roomDirectory, rooms);
  }

  /**
   * Opens the client in {@code config}'s folder.
   *
   * @throws LockedException if it is not signed in, not enrolled or locked
   */
  public static Strongroom connect(StrongroomConfig config) {
    return connect(config, false, true);
  }

  /** The same with what waits left as it is: nothing else may be signed then. */
  static Strongroom connectWithOpenLinks(StrongroomConfig config) {
    return connect(config, false, false);
  }

  /** Gives up what waits. */
  GivingUp givingUp() {
    return new GivingUp(links, pins, people, groups, roomDirectory, me);
  }

  /**
   * Makes every wrap anew that is still missing after a rotation, also one of another machine of
   * this user's that never finished it.
   *
   * @return groups and rooms that none of his keys opens, or that did not verify, with why
   */
  public static Map<ChainId, String> renewWraps(StrongroomConfig config) {
    try (Strongroom client = connect(config, true, true)) {
      return client.leftOfRotation();
    }
  }

  private static Strongroom connect(StrongroomConfig config, boolean renew, boolean settle) {
    try (IdentitySecret secret = Session.requireUnlocked(config.device())) {
      Session session = Session.open(config, secret, settle);
      try {
        Strongroom client = new Strongroom(session);
        if (renew || settle && session.isRotating()) {
          client.rotation.finish(session.device(), secret);
        }
        return client;
      } catch (RuntimeException e) {
        session.me().close();
        throw e;
      }
    }
  }

  /** Groups and rooms of which a rotation's work is not done yet, with why. */
  public Map<ChainId, String> leftOfRotation() {
    return rotation.left();
  }

  /** This user. */
  public Person self() {
    return people.self(me.chain().user(), me.identity());
  }

  public People people() {
    return people;
  }

  /** What attesters say of people. */
  public AttestedPeople attested() {
    return attested;
  }

  /** How this client came to know its organisation's root. */
  public RootSource root() {
    return root;
  }

  /**
   * Has a room let in nobody whom no attester has attested, in person or through a group, or
   * anybody again. Who is there already stays.
   *
   * @return who is there without an attestation that counts
   */
  public List<Person> askForAttestations(String room, boolean required) {
    return membership.askForAttestations(room, required);
  }

  /** What this client knows of the directory's log, and on what its freshness rests. */
  public Freshness freshness() {
    return Freshness.of(me.directory().newest(), me.clock().instant());
  }

  public Pins pins() {
    return pins;
  }

  /** A room that this user reaches. */
  public record RoomSummary(ChainId id, String name, Role role, boolean accepted) {}

  /** All rooms that this user reaches, opened and verified; none where one of them is not. */
  public List<RoomSummary> rooms() {
    return roomListing().requireAll();
  }

  /** The rooms that this user reaches, opened and verified one by one. */
  public Listing<RoomSummary> roomListing() {
    return Listing.of(
        roomDirectory.reached(),
        RoomDirectory.Reached::room,
        reached -> reached.isForSending() ? forSending(reached.room()) : summary(reached.room()));
  }

  private RoomSummary summary(ChainId id) {
    try (RoomDirectory.OpenRoom room = roomDirectory.open(id)) {
      Role role = room.roleOf(me);
      return new RoomSummary(id, room.name(), role, pins.names().containsKey(id));
    }
  }

  private RoomSummary forSending(ChainId id) {
    DepositRoom room = DepositRoom.open(server, me, roomDirectory, id);
    Optional<String> name = Optional.ofNullable(pins.names().get(id));
    return new RoomSummary(id, name.orElse(""), room.role(), name.isPresent());
  }

  /**
   * Whether this user is to send files into a room, for he may read nothing in it. The server's
   * word: it chooses how the room is opened, and each way is verified.
   */
  public boolean isForSending(ChainId room) {
    return roomDirectory.reached().stream()
        .anyMatch(reached -> reached.room().equals(room) && reached.isForSending());
  }

  /** A room to send files into: by accepted name, id, or unambiguous beginning of an id. */
  public DepositRoom depositRoom(String nameOrId) {
    return DepositRoom.open(server, me, roomDirectory, roomId(nameOrId));
  }

  /** What was sent into a room, for who writes to it. */
  public Inbox inbox(Room room) {
    return new Inbox(server, me, people, groups, room);
  }

  /**
   * Gives a room that this user sends files into a name of his own, for he cannot read its name.
   *
   * @throws AuthenticationException {@link ErrorCode#NAME_AMBIGUOUS} as for {@link #acceptRoom}
   */
  public void acceptRoom(ChainId id, NodeName name) {
    DepositRoom room = DepositRoom.open(server, me, roomDirectory, id);
    if (!name.value().equals(pins.names().get(room.id()))) {
      names.accept(room.id(), name);
    }
  }

  public ChainId createRoom(String name) {
    NodeName safe = NodeName.of(name);
    names.requireUnused(safe);
    return roomWriter.create(safe.value());
  }

  /**
   * Accepts a room made by somebody else, so that it can be called by its name.
   *
   * @throws AuthenticationException {@link ErrorCode#NAME_AMBIGUOUS} if another has that name, or
   *     one like it
   */
  public String acceptRoom(ChainId id) {
    try (RoomDirectory.OpenRoom room = roomDirectory.open(id)) {
      if (!pins.names().containsKey(id)) {
        names.accept(id, NodeName.of(room.name()));
      }
      return room.name();
    }
  }

  /** Opens a room by accepted name, id, or unambiguous beginning of an id. The caller closes it. */
  public Room room(String nameOrId) {
    return rooms.open(roomId(nameOrId));
  }

  public ChainId roomId(String nameOrId) {
    List<ChainId> reached =
        roomDirectory.reached().stream().map(RoomDirectory.Reached::room).toList();
    return names.resolve(nameOrId, reached, "room");
  }

  public void grant(String room, Person person, Role role) {
    membership.grant(room, person, role);
  }

  public void grant(String room, ChainId group, Role role) {
    membership.grant(room, group, role);
  }

  /** Another role for somebody whom the room is granted to. */
  public void changeRole(String room, Grantee grantee, Role role) {
    membership.changeRole(room, grantee, role);
  }

  /**
   * Withdraws a grant. Where that one could write, an empty commit follows at once, so that the
   * room's head is by somebody who may write (section 3, rule 4).
   *
   * @return false if a commit of his came in just before: the room waits to be settled
   */
  public boolean withdraw(String room, Grantee grantee) {
    return membership.withdraw(room, grantee);
  }

  /**
   * Readmits somebody whose reset was confirmed: in the place of his lost identity stands the new
   * one, at the same role, under a new epoch.
   */
  public void readmit(String room, Person person) {
    membership.readmit(room, person);
  }

  /** Likewise in a group. */
  public void readmit(ChainId group, Person person) {
    groupMembership.readmit(group, person);
  }

  /** Leaves a room that was granted in person, in whatever role. */
  public void leaveRoom(String room) {
    membership.leave(roomId(room));
  }

  /**
   * Has a room hold nothing up any more that this user was removed from: {@link KnownRooms}.
   *
   * @param room its accepted name, or its whole id
   * @throws MembershipException if he reaches it
   */
  public void forgetRoom(String room) {
    membership.forget(chainId(room));
  }

  /** A group that this user is in. */
  public record GroupSummary(ChainId id, String name, GroupState state) {}

  /** All groups that this user is in, opened and verified; none where one of them is not. */
  public List<GroupSummary> groups() {
    return groupListing().requireAll();
  }

  /** The groups that this user is in, opened and verified one by one. */
  public Listing<GroupSummary> groupListing() {
    return Listing.of(
        groups.mine(),
        id -> id,
        id -> {
          try (OpenChain open = groups.open(id)) {
            return new GroupSummary(id, open.box().name(), groups.newest(id));
          }
        });
  }

  /**
   * What the directory log has for a room or a group and does not count, with why: somebody signed
   * what he may not. Of a room only after it was opened here.
   */
  public List<ChainReplay.Voided> voided(ChainId chain) {
    return groupIds().contains(chain) ? groups.voided(chain) : roomDirectory.voided(chain);
  }

  public ChainId createGroup(String name) {
    NodeName safe = NodeName.of(name);
    names.requireUnused(safe);
    return groupWriter.create(safe.value());
  }

  /**
   * Accepts a group made by somebody else, so that it can be called by its name.
   *
   * @throws AuthenticationException {@link ErrorCode#NAME_AMBIGUOUS} as for {@link #acceptRoom}
   */
  public String acceptGroup(ChainId id) {
    String name = nameOfGroup(id);
    if (!pins.names().containsKey(id)) {
      names.accept(id, NodeName.of(name));
    }
    return name;
  }

  /** A group's name, as its managers have sealed it. */
  public String nameOfGroup(ChainId id) {
    try (OpenChain open = groups.open(id)) {
      return open.box().name();
    }
  }

  public ChainId groupId(String nameOrId) {
    return names.resolve(nameOrId, groupIds(), "group");
  }

  public void addMember(ChainId group, Person person, GroupRole role) {
    addMembers(group, List.of(person), role);
  }

  /** Adds several people by one link. */
  public void addMembers(ChainId group, List<Person> members, GroupRole role) {
    groupMembership.add(group, members, role);
  }

  public void changeRole(ChainId group, UserId user, GroupRole role) {
    groupWriter.changeRole(group, user, role, GroupWriter.Answering.NOTHING);
  }

  public void leaveGroup(ChainId group) {
    groupWriter.leave(group);
  }

  /** Renews a group's keys, as a manager may at any time. */
  public void rotateGroup(ChainId group) {
    groupWriter.rotate(group);
  }

  /**
   * The same although this user opens no wrap of its present epoch, with what of the earlier ones
   * he opens; see {@link Rooms#rotateDespiteUnopened}.
   */
  public void rotateGroupDespiteUnopened(ChainId group) {
    groupWriter.rotateDespiteUnopened(group);
  }

  /**
   * Somebody was removed from a group.
   *
   * @param renewed rooms that have new keys
   * @param left rooms whose keys could not be renewed now, with why: whoever writes there next
   *     renews them first
   */
  public record Removed(int renewed, Map<ChainId, String> left) {}

  /**
   * Removes a member from a group, and renews the keys of the rooms that it is granted and that
   * this user may rekey.
   */
  public Removed removeMember(ChainId group, UserId user) {
    return groupMembership.remove(group, user);
  }

  /** What the agent may sign without this user. */
  public AgentRules agentRules() {
    return rules;
  }

  /** Plain names that managers publish of groups and rooms for administrators' lists. */
  public PlainLabels labels() {
    return new PlainLabels(server);
  }

  /** What others ask this user for, and what he proposes. */
  public Proposals proposals() {
    return new Proposals(
        server,
        people,
        me,
        groups,
        groupWriter,
        rooms,
        roomWriter,
        admission,
        known,
        afterRemoval());
  }

  private Answered.AfterRemoval afterRemoval() {
    return new Answered.AfterRemoval() {
      @Override
      public Answered fromGroup() {
        Removed removed = groupMembership.renewRooms();
        return new Answered(removed.renewed(), removed.left(), true);
      }

      @Override
      public Answered fromRoom(ChainId room) {
        return new Answered(0, Map.of(), membership.signOver(room.toString()));
      }
    };
  }

  /** This user's agent; it runs under a root that came by another way than the server's. */
  public Agent agent() {
    Unattended unattended = new Unattended(proposals(), people, attested, rules);
    List<Agent.Duty> duties = List.of(new Adopting(rules, this::inbox));
    return new Agent(
        root, groups, groupWriter, roomDirectory, rooms, me, duties, unattended::answer);
  }

  /** A room or group by its accepted name, or by its whole id where this user is not in it. */
  public ChainId chainId(String nameOrId) {
    return pins.names().entrySet().stream()
        .filter(e -> e.getValue().equals(nameOrId))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> ChainId.parse(nameOrId));
  }

  /**
   * Who is in a group, to be shown before something is given to it.
   *
   * @param creator who signed its first link
   * @param managers as they are now
   * @param count of all members, managers among them
   * @param members the others, or nobody where they are more than {@link #HANDFUL}
   */
  public record GroupPeople(
      Person creator, List<Person> managers, int count, List<Person> members) {
    /** As many as are shown one by one. */
    public static final int HANDFUL = 8;
  }

  public GroupPeople peopleOf(ChainId group) {
    return groupMembership.people(group);
  }

  /** Groups that this user is in, as the server says. */
  public List<ChainId> groupIds() {
    return groups.mine();
  }

  /**
   * Signs over commits of somebody whose writing has ended, once each has been verified in full.
   *
   * @return what was built over; empty where there was nothing
   */
  public List<Repeating.Repeated> settle(String room) {
    return rooms.settle(roomId(room));
  }

  /** Renews a room's keys although they do not open; see {@link Rooms#rotateDespiteUnopened}. */
  public void rotateRoomDespiteUnopened(String room) {
    rooms.rotateDespiteUnopened(roomId(room));
  }

  /** The person behind a contact's name, a user name or an e-mail. */
  public Person person(String name) {
    Optional<Pins.Contact> pinned =
        pins.contacts().values().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    return pinned.map(c -> people.byId(c.user())).orElseGet(() -> people.named(name));
  }

  @Override
  public void close() {
    me.close();
  }
}
