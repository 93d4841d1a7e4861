package dev.strongroom.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.agent.Adopting;
import dev.strongroom.sdk.agent.Agent;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.attestation.Admission;
import dev.strongroom.sdk.attestation.AttestedPeople;
import dev.strongroom.sdk.chain.GivingUp;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.LinkSubmission;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.OpenChain;
import dev.strongroom.sdk.chain.OwnWraps;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.deposit.DepositRoom;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.proposal.Proposals;
import dev.strongroom.sdk.proposal.Unattended;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.Rooms;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
  private static final int RACES = 8;

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
  private final Admission admission;
  private final Map<ChainId, String> left = new LinkedHashMap<>();

  private Strongroom(
      Server server,
      Pins pins,
      People people,
      Keyring me,
      LinkSubmission links,
      Device device,
      AttestedPeople attested,
      RootSource root) {
    this.links = links;
    this.attested = attested;
    this.root = root;
    this.rules = new AgentRules(device.folder());
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.me = me;
    this.groups = new GroupDirectory(server, pins, people, me);
    this.admission = new Admission(attested, people, groups);
    this.groupWriter = new GroupWriter(links, pins, people, groups, me);
    this.roomDirectory = new RoomDirectory(server, pins, people, groups, me);
    this.roomWriter = new RoomWriter(links, pins, people, groups, me);
    this.rooms =
        new Rooms(server, pins, people, groups, me, roomDirectory, roomWriter, device.evidence());
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
    Device device = config.device();
    Enrolment enrolment = new Enrolment(config);
    Device.Membership membership =
        device
            .membership()
            .orElseThrow(() -> new LockedException("Make your keys first: strongroom enrol"));
    config.roots().require(membership.organisation());
    Server server = enrolment.server();
    Pins pins = device.pins();
    OrganisationView.Believed organisation =
        OrganisationView.fetch(server)
            .believe(membership.organisation(), pins.policy(), server, device);
    Signed<Policy> policy = organisation.policy();
    DirectoryReplica directory = organisation.directory();
    directory.watch(membership.user());
    pins.pinPolicy(policy.body().header().sequence(), policy.hash());
    pins.save();
    People people =
        new People(
            server,
            membership.organisation(),
            pins,
            directory,
            Strictness.of(policy.body(), device.strictness()));
    try (IdentitySecret secret =
        device
            .unlocked(membership)
            .orElseThrow(() -> new LockedException("Locked: strongroom unlock"))) {
      IdentityChain own = people.of(membership.user());
      Keyring me = keyring(config, device, own, secret, directory);
      try {
        LinkSubmission links = new LinkSubmission(server, device.outgoing());
        if (settle) {
          links.settle();
        }
        AttestedPeople attested =
            new AttestedPeople(
                server, policy.body(), directory, people, config.roots(), config.clock());
        RootSource root = config.roots().source(membership.organisation());
        Strongroom client = new Strongroom(server, pins, people, me, links, device, attested, root);
        if (renew || settle && OwnIdentity.isRotating(device, me.identity().hash())) {
          client.finishRotation(device, secret);
        }
        return client;
      } catch (RuntimeException e) {
        me.close();
        throw e;
      }
    }
  }

  private static Keyring keyring(
      StrongroomConfig config,
      Device device,
      IdentityChain own,
      IdentitySecret secret,
      DirectoryReplica directory) {
    OrganisationId organisation = own.newest().body().header().organisation();
    IdentityKeys keys = IdentityKeys.derive(secret, organisation);
    try {
      Signed<Identity> acting = OwnIdentity.requireActing(device, own, keys);
      return new Keyring(
          organisation, keys, own, acting, directory, config.random(), config.clock());
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
  }

  /** What a rotation left to be done, as far as it can be done now. */
  private void finishRotation(Device device, IdentitySecret secret) {
    renewWraps(device, secret);
    List<ChainId> readable =
        roomDirectory.reached().stream()
            .filter(reached -> !isForSending(reached))
            .map(RoomDirectory.Reached::room)
            .toList();
    left.putAll(new AfterRotation(groupWriter, rooms, left).finish(groupIds(), readable));
    if (left.isEmpty()) {
      device.forgetRotation();
    }
  }

  private void renewWraps(Device device, IdentitySecret secret) {
    try (EarlierKeys earlier = EarlierKeys.of(server, device, me.chain(), me.identity(), secret)) {
      List<Keyring> keyrings =
          earlier.newestFirst().stream().map(g -> me.as(g.identity(), g.keys())).toList();
      left.putAll(new OwnWraps(server, pins, people, me, keyrings).renew().left());
    }
    groups.refresh();
  }

  private Role role(RoomDirectory.OpenRoom room) {
    return room.newest()
        .roleNow(me.chain(), me.identity().hash(), room.groups())
        .orElseThrow(() ->
            new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "a room that this user does not reach"));
  }

  /** Groups and rooms of which a rotation's work is not done yet, with why. */
  public Map<ChainId, String> leftOfRotation() {
    return Map.copyOf(left);
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
   * Requires that nothing stands against letting {@code person} into a room: where the room asks
   * for it, an attester has attested him.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY}
   */
  public void requireAdmissible(RoomState room, Person person) {
    admission.require(room, person);
  }

  /**
   * Has a room let in nobody whom no attester has attested, in person or through a group, or
   * anybody again. Who is there already stays.
   *
   * @return who is there without an attestation that counts
   */
  public List<Person> askForAttestations(String room, boolean required) {
    change(room, open -> roomWriter.askForAttestations(open.chain(), required, open.verified()));
    groups.refresh();
    try (Room open = room(room)) {
      return required ? admission.missing(open.chain().newest()) : List.of();
    }
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

  /** All rooms that this user reaches, opened and verified one by one. */
  public List<RoomSummary> rooms() {
    List<RoomSummary> all = new ArrayList<>();
    for (RoomDirectory.Reached reached : roomDirectory.reached()) {
      if (isForSending(reached)) {
        all.add(forSending(reached.room()));
        continue;
      }
      try (RoomDirectory.OpenRoom room = roomDirectory.open(reached.room())) {
        Role role = role(room);
        boolean accepted = pins.names().containsKey(room.id());
        all.add(new RoomSummary(room.id(), room.name(), role, accepted));
      }
    }
    return all;
  }

  private RoomSummary forSending(ChainId id) {
    DepositRoom room = DepositRoom.open(server, me, roomDirectory, id);
    Optional<String> name = Optional.ofNullable(pins.names().get(id));
    return new RoomSummary(id, name.orElse(""), room.role(), name.isPresent());
  }

  private static boolean isForSending(RoomDirectory.Reached reached) {
    return reached.role().equals(Role.DEPOSITOR.text());
  }

  /**
   * Whether this user is to send files into a room, for he may read nothing in it. The server's
   * word: it chooses how the room is opened, and each way is verified.
   */
  public boolean isForSending(ChainId room) {
    return roomDirectory.reached().stream()
        .anyMatch(reached -> reached.room().equals(room) && isForSending(reached));
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
      requireUnused(name);
      pins.acceptName(room.id(), name.value());
      pins.save();
    }
  }

  public ChainId createRoom(String name) {
    NodeName safe = NodeName.of(name);
    requireUnused(safe);
    return roomWriter.create(safe.value());
  }

  private void requireUnused(NodeName name) {
    boolean used =
        pins.names().values().stream()
            .anyMatch(other -> NodeName.of(other).folded().equals(name.folded()));
    if (used) {
      throw new AuthenticationException(
          ErrorCode.NAME_AMBIGUOUS, "you have a room or group of that name, or one like it");
    }
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
        requireUnused(NodeName.of(room.name()));
        pins.acceptName(id, room.name());
        pins.save();
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
    return resolve(nameOrId, reached, "room");
  }

  private ChainId resolve(String nameOrId, List<ChainId> candidates, String what) {
    Map<ChainId, String> names = pins.names();
    List<ChainId> named = candidates.stream().filter(id -> nameOrId.equals(names.get(id))).toList();
    List<ChainId> found =
        named.isEmpty()
            ? candidates.stream()
                .filter(id -> nameOrId.length() >= 4 && id.toString().startsWith(nameOrId))
                .toList()
            : named;
    if (found.size() > 1) {
      throw new AuthenticationException(
          ErrorCode.NAME_AMBIGUOUS, "more than one " + what + " is meant: use the id");
    }
    return found.stream()
        .findFirst()
        .orElseThrow(() ->
            new ServerException(
                404,
                "not-found",
                "There is no "
                    + what
                    + " of that name for you. Made by somebody else, it is"
                    + " accepted first: strongroom "
                    + what
                    + " accept ID"));
  }

  public void grant(String room, Person person, Role role) {
    people.requireConfirmed(person);
    change(
        room,
        open -> {
          requireAdmissible(open.chain().newest(), person);
          roomWriter.grant(open.chain(), person, role, open.verified());
        });
  }

  public void grant(String room, ChainId group, Role role) {
    change(
        room,
        open -> {
          admission.require(open.chain().newest(), group);
          roomWriter.grant(open.chain(), group, role, open.verified());
        });
  }

  /** Another role for somebody whom the room is granted to. */
  public void changeRole(String room, Grantee grantee, Role role) {
    change(room, open -> roomWriter.changeRole(open.chain(), grantee, role, open.verified()));
  }

  /**
   * Withdraws a grant. Where that one could write, an empty commit follows at once, so that the
   * room's head is by somebody who may write (section 3, rule 4).
   */
  public void withdraw(String room, Grantee grantee) {
    boolean[] wrote = new boolean[1];
    change(
        room,
        open -> {
          Grant grant = open.chain().newest().grants().get(grantee);
          wrote[0] = grant != null && grant.role().writes() && open.verified().isPresent();
          roomWriter.withdraw(open.chain(), grantee, open.verified());
        });
    if (wrote[0]) {
      groups.refresh();
      try (Room open = room(room)) {
        open.signEmpty();
      }
    }
  }

  /**
   * Readmits somebody whose reset was confirmed: in the place of his lost identity stands the new
   * one, at the same role, under a new epoch.
   */
  public void readmit(String room, Person person) {
    people.requireConfirmed(person);
    change(
        room,
        open -> {
          Role role =
              Optional.ofNullable(
                      open.chain().newest().grants().get(new Grantee.User(person.user())))
                  .map(Grant::role)
                  .orElseThrow(Strongroom::notThere);
          requireAdmissible(open.chain().newest(), person);
          roomWriter.grant(open.chain(), person, role, open.verified());
        });
  }

  /** Likewise in a group. */
  public void readmit(ChainId group, Person person) {
    people.requireConfirmed(person);
    GroupRole role =
        Optional.ofNullable(groups.newest(group).members().get(person.user()))
            .map(GroupState.Member::role)
            .orElseThrow(Strongroom::notThere);
    groupWriter.add(group, person, role);
  }

  private static MembershipException notThere() {
    return new MembershipException(
        MembershipException.Reason.NO_MEMBER,
        "That person was not there before: add him instead. Nothing was changed.");
  }

  /** Leaves a room that was granted in person. */
  public void leaveRoom(String room) {
    change(room, open -> roomWriter.leave(open.chain()));
  }

  /** Signs again on the room as it is by then, where somebody else was first. */
  private void change(String room, Consumer<Room> change) {
    for (int lost = 0; ; lost++) {
      try (Room open = room(room)) {
        change.accept(open);
        return;
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
        groups.refresh();
      }
    }
  }

  /** A group that this user is in. */
  public record GroupSummary(ChainId id, String name, GroupState state) {}

  public List<GroupSummary> groups() {
    List<GroupSummary> all = new ArrayList<>();
    for (JsonNode group : server.get("/access/v1/groups")) {
      ChainId id = ChainId.parse(group.path("room").asText());
      try (OpenChain open = groups.open(id)) {
        all.add(new GroupSummary(id, open.box().name(), groups.newest(id)));
      }
    }
    return all;
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
    requireUnused(safe);
    return groupWriter.create(safe.value());
  }

  public ChainId groupId(String nameOrId) {
    return resolve(nameOrId, groupIds(), "group");
  }

  public void addMember(ChainId group, Person person, GroupRole role) {
    addMembers(group, List.of(person), role);
  }

  /**
   * A group that is granted to a room which asks for attestations takes nobody without one, as far
   * as this user sees such rooms: of the others their own managers know.
   */
  private void requireAdmissible(ChainId group, List<Person> members) {
    if (!admission.isPossible()) {
      return;
    }
    for (RoomDirectory.Reached reached : roomDirectory.reached()) {
      RoomState room = roomDirectory.verify(reached.room()).newest();
      if (room.grants().containsKey(new Grantee.Group(group))) {
        members.forEach(member -> admission.require(room, member));
      }
    }
  }

  /** Adds several people by one link. */
  public void addMembers(ChainId group, List<Person> members, GroupRole role) {
    members.forEach(people::requireConfirmed);
    requireAdmissible(group, members);
    groupWriter.add(group, members, role);
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
   * Removes a member from a group, and renews the keys of the rooms that it is granted and that
   * this user may rekey.
   */
  public int removeMember(ChainId group, UserId user) {
    groupWriter.remove(group, List.of(user), GroupWriter.Answering.NOTHING);
    int renewed = 0;
    for (RoomDirectory.Reached reached : roomDirectory.reached()) {
      if (isForSending(reached)) {
        continue;
      }
      if (rooms.renewWhereDue(reached.room())) {
        renewed++;
      }
    }
    return renewed;
  }

  /** What the agent may sign without this user. */
  public AgentRules agentRules() {
    return rules;
  }

  /** What others ask this user for, and what he proposes. */
  public Proposals proposals() {
    return new Proposals(
        server, people, me, groups, groupWriter, rooms, roomWriter, this::requireAdmissible);
  }

  /** This user's agent. */
  public Agent agent() {
    Unattended unattended = new Unattended(proposals(), people, attested, rules, root.trusted());
    List<Agent.Duty> duties = List.of(new Adopting(rules, this::inbox));
    return new Agent(groups, groupWriter, roomDirectory, rooms, me, duties, unattended::answer);
  }

  /** A room or group by its accepted name, or by its whole id where this user is not in it. */
  public ChainId chainId(String nameOrId) {
    return pins.names().entrySet().stream()
        .filter(e -> e.getValue().equals(nameOrId))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> ChainId.parse(nameOrId));
  }

  /** Groups that this user is in, as the server says. */
  public List<ChainId> groupIds() {
    List<ChainId> mine = new ArrayList<>();
    server.get("/access/v1/groups").forEach(g -> mine.add(ChainId.parse(g.path("room").asText())));
    return mine;
  }

  /**
   * Signs over commits of somebody whose writing has ended, once each has been verified in full.
   *
   * @return what was built over; empty where there was nothing
   */
  public List<Repeating.Repeated> settle(String room) {
    return rooms.settle(roomId(room));
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
