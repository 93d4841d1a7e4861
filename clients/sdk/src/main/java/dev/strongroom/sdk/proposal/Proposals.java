package dev.strongroom.sdk.proposal;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.proposal.ProposalCheck;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.attestation.Admission;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.KnownRooms;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.Rooms;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes proposals, and answers what others ask for: by signing the link that does it. What answers
 * is the link; the server closes a request when it sees one.
 */
public final class Proposals {
  /** How often an answer is signed again after somebody else was first. */
  private static final int RACES = 8;

  private final Server server;
  private final People people;
  private final Keyring me;
  private final GroupDirectory groups;
  private final GroupWriter groupWriter;
  private final Rooms rooms;
  private final RoomWriter roomWriter;
  private final Requests requests;
  private final Admission admission;
  private final KnownRooms known;
  private final Answered.AfterRemoval afterRemoval;

  public Proposals(
      Server server,
      People people,
      Keyring me,
      GroupDirectory groups,
      GroupWriter groupWriter,
      Rooms rooms,
      RoomWriter roomWriter,
      Admission admission,
      KnownRooms known,
      Answered.AfterRemoval afterRemoval) {
    this.afterRemoval = afterRemoval;
    this.admission = admission;
    this.known = known;
    this.server = server;
    this.people = people;
    this.me = me;
    this.groups = groups;
    this.groupWriter = groupWriter;
    this.rooms = rooms;
    this.roomWriter = roomWriter;
    this.requests = new Requests(server);
  }

  public Requests requests() {
    return requests;
  }

  /**
   * Signs a proposal about a group and hands it in. It gives nothing.
   *
   * @param role empty for a removal
   * @param expires after how long, seven days at most
   */
  public Hash proposeForGroup(
      ChainId group,
      Proposal.Action action,
      Person person,
      Optional<GroupRole> role,
      String reason,
      Duration expires) {
    GroupState state = groups.newest(group);
    return propose(
        new Proposal.Seen(Proposal.Kind.GROUP, group, state.sequence(), state.head()),
        action,
        person,
        role.map(GroupRole::text),
        reason,
        expires);
  }

  /** Likewise about a room. */
  public Hash proposeForRoom(
      RoomState state,
      Proposal.Action action,
      Person person,
      Optional<Role> role,
      String reason,
      Duration expires) {
    return propose(
        new Proposal.Seen(Proposal.Kind.ROOM, state.id(), state.sequence(), state.head()),
        action,
        person,
        role.map(Role::text),
        reason,
        expires);
  }

  private Hash propose(
      Proposal.Seen seen,
      Proposal.Action action,
      Person person,
      Optional<String> role,
      String reason,
      Duration expires) {
    Header header =
        new Header(
            me.organisation(),
            0,
            Optional.empty(),
            List.of(me.keys().signing().verifyingKey().id()),
            me.clock().instant());
    Signed<Proposal> signed =
        Proposal.sign(
            new Proposal(
                header,
                me.author(),
                action,
                seen,
                person.user(),
                person.newest().hash(),
                role,
                reason,
                header.time().plus(expires)),
            me.keys().signing());
    server.post(
        "/access/v1/proposals", Map.of("envelope", signed.envelope().encode().toBase64Url()));
    return signed.hash();
  }

  /**
   * Who manages what is asked about, as it is when an answer is signed on it.
   *
   * @param has of whom it is known that he does
   * @param unseen rooms that a group may manage, and that cannot be looked at now
   */
  record Managers(Predicate<UserId> has, Set<ChainId> unseen) {}

  private Managers managers(GroupState group) {
    KnownRooms.OfGroup of = known.of(group.id());
    return new Managers(user -> manages(group, user) || of.isManager(), of.unseen().keySet());
  }

  private Managers managers(RoomDirectory.OpenRoom room) {
    return new Managers(user -> manages(room, user), Set.of());
  }

  /**
   * Signs what was asked for. Whose key it is has been shown, or was confirmed before. Where
   * somebody else's link comes first, everything is looked at again before another is signed. After
   * a removal follows what one calls for that nobody asked for: it is done with its link, and what
   * could not follow now is told.
   *
   * @param person the one whom it is about, as this client knows him
   * @throws MembershipException if it makes no sense as things stand: somebody else was first
   * @throws dev.strongroom.protocol.AuthenticationException {@link
   *     dev.strongroom.protocol.ErrorCode#PROPOSAL}, {@link
   *     dev.strongroom.protocol.ErrorCode#STATEMENT} for a proposal that does not count, or not any
   *     more
   */
  public Answered approve(Asked asked, Person person) {
    boolean wrote = approve(asked, person, _ -> {});
    if (asked.action() != Proposal.Action.REMOVE) {
      return Answered.DONE;
    }
    return switch (asked.kind()) {
      case GROUP -> afterRemoval.fromGroup();
      case ROOM -> wrote ? afterRemoval.fromRoom(asked.chain()) : Answered.DONE;
    };
  }

  /**
   * The same, as far as {@code still} lets it, and without what a removal calls for: an agent comes
   * to each of its rooms in the same round.
   *
   * @param still throws where what is so by then speaks against it; heard each time before
   *     something is signed
   * @return whether the person wrote to the room that it is about
   */
  boolean approve(Asked asked, Person person, Consumer<Supplier<Managers>> still) {
    if (!person.user().equals(asked.user())) {
      throw new IllegalArgumentException("another person than the one asked for");
    }
    if (!asked.waits()) {
      throw new MembershipException(
          MembershipException.Reason.ANSWERED,
          "This was answered already: it is " + asked.state() + ". Nothing was changed.");
    }
    asked.proposal().ifPresent(this::requireSigned);
    if (asked.action() != Proposal.Action.REMOVE) {
      people.requireConfirmed(person);
    }
    return switch (asked.kind()) {
      case GROUP -> {
        approveForGroup(asked, person, still);
        yield false;
      }
      case ROOM -> approveForRoom(asked, person, still);
    };
  }

  /** A reset in the proposer's name replaces nothing until this user has confirmed it (T74). */
  private void requireSigned(Signed<Proposal> proposal) {
    check().requireSigned(proposal, me.clock().instant());
    Author author = proposal.body().author();
    if (!people.byId(author.user()).newest().hash().equals(author.identity())) {
      throw new AuthenticationException(
          ErrorCode.PROPOSAL, "a proposal under a reset that nobody has confirmed here");
    }
  }

  private ProposalCheck check() {
    return new ProposalCheck(me.organisation(), people);
  }

  private void requireGood(Asked asked, GroupState group) {
    asked
        .proposal()
        .ifPresent(proposal ->
            check()
                .requireFor(
                    proposal,
                    group,
                    place -> groups.stateAt(group.id(), place).map(GroupState::head)));
  }

  private void requireGood(Asked asked, RoomDirectory.OpenRoom room) {
    asked
        .proposal()
        .ifPresent(proposal ->
            check()
                .requireFor(
                    proposal,
                    room.newest(),
                    place ->
                        place < room.states().size()
                            ? Optional.of(room.states().get((int) place).head())
                            : Optional.empty()));
  }

  private static List<Hash> answering(Asked asked) {
    return asked.proposal().map(Signed::hash).stream().toList();
  }

  private void approveForGroup(Asked asked, Person person, Consumer<Supplier<Managers>> still) {
    ChainId group = asked.chain();
    GroupWriter.Answering answering =
        new GroupWriter.Answering(
            answering(asked),
            before -> {
              requireGood(asked, before);
              still.accept(() -> managers(before));
              if (asked.action() == Proposal.Action.ADD) {
                admission.requireForGroup(group, List.of(person));
              }
            });
    switch (asked.action()) {
      case ADD -> groupWriter.add(group, List.of(person), groupRole(asked), answering);
      case ROLE -> groupWriter.changeRole(group, person.user(), groupRole(asked), answering);
      case REMOVE -> groupWriter.remove(group, List.of(person.user()), answering);
    }
  }

  private boolean approveForRoom(Asked asked, Person person, Consumer<Supplier<Managers>> still) {
    for (int lost = 0; ; lost++) {
      try (Room room = rooms.open(asked.chain())) {
        requireGood(asked, room.chain());
        still.accept(() -> managers(room.chain()));
        if (asked.action() == Proposal.Action.ADD) {
          admission.require(room.chain().newest(), person);
        }
        boolean wrote = wrote(room, person.user());
        roomWriter.answer(
            room.chain(), change(asked, person, room), answering(asked), room.verified());
        return wrote;
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
        groups.refresh();
      }
    }
  }

  /** Where nobody has written yet, no head is his. */
  private static boolean wrote(Room room, UserId user) {
    return room.verified().isPresent()
        && Optional.ofNullable(room.chain().newest().grants().get(new Grantee.User(user)))
            .filter(grant -> grant.role().writes())
            .isPresent();
  }

  private static RoomLink.Change change(Asked asked, Person person, Room room) {
    Grantee grantee = new Grantee.User(person.user());
    return switch (asked.action()) {
      case REMOVE -> new RoomLink.Change.Remove(grantee);
      case ADD -> put(grantee, Optional.of(person.newest().hash()), asked);
      case ROLE ->
          put(
              grantee,
              Optional.ofNullable(room.chain().newest().grants().get(grantee))
                  .flatMap(Grant::identity),
              asked);
    };
  }

  private static RoomLink.Change put(Grantee grantee, Optional<Hash> identity, Asked asked) {
    if (identity.isEmpty()) {
      throw new MembershipException(
          MembershipException.Reason.NO_MEMBER,
          "The room is not granted to that person. Nothing was changed.");
    }
    return new RoomLink.Change.Put(
        new Grant(grantee, identity, Role.parse(asked.role().orElseThrow())));
  }

  private static GroupRole groupRole(Asked asked) {
    return GroupRole.parse(asked.role().orElseThrow());
  }

  /** Whether this user manages what is asked about, so that the answer is his to give. */
  public boolean isMine(Asked asked) {
    Hash acting = me.identity().hash();
    return switch (asked.kind()) {
      case GROUP ->
          groups
              .newest(asked.chain())
              .roleOf(me.chain(), acting)
              .equals(Optional.of(GroupRole.MANAGER));
      case ROOM -> {
        try (Room room = rooms.open(asked.chain())) {
          yield room.chain()
              .newest()
              .roleNow(me.chain(), acting, room.chain().groups())
              .filter(Role::manages)
              .isPresent();
        }
      }
    };
  }

  private static boolean manages(GroupState group, UserId user) {
    return Optional.ofNullable(group.members().get(user))
        .filter(member -> member.role() == GroupRole.MANAGER)
        .isPresent();
  }

  /** In person or through a group. */
  private boolean manages(RoomDirectory.OpenRoom room, UserId user) {
    return room.newest().grants().values().stream()
        .filter(grant -> grant.role().manages())
        .anyMatch(grant ->
            switch (grant.grantee()) {
              case Grantee.User granted -> granted.user().equals(user);
              case Grantee.Group granted ->
                  groups.newest(granted.group()).members().containsKey(user);
            });
  }
}
