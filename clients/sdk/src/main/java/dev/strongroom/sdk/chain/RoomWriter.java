package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomPolicy;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rooms, changes who reaches them, and renews their keys. */
public final class RoomWriter {
  private final LinkSubmission links;
  private final Pins pins;
  private final People people;
  private final Keyring me;
  private final RoomSubmission submission;
  private final GroupWriter groupWriter;

  public RoomWriter(
      LinkSubmission links, Pins pins, People people, GroupDirectory groups, Keyring me) {
    this.links = links;
    this.pins = pins;
    this.people = people;
    this.submission = new RoomSubmission(links, people, groups, me);
    this.me = me;
    this.groupWriter = new GroupWriter(links, pins, people, groups, me);
  }

  /** Makes a room with this user as its manager. */
  public ChainId create(String name) {
    Grant own =
        new Grant(
            new Grantee.User(me.chain().user()), Optional.of(me.identity().hash()), Role.MANAGER);
    List<RoomLink.Change> changes = List.of(new RoomLink.Change.Put(own));
    try (ChainBox box = ChainBox.ofRoom(name, me.random());
        EpochDraft epoch = EpochDraft.make(me.organisation(), 1, box, Map.of(), me.random())) {
      RoomLink link =
          new RoomLink(
              submission.header(Optional.empty()),
              Cause.CREATE,
              Optional.empty(),
              me.author(),
              me.directory().note(),
              changes,
              Lists.ofGrants(Map.of(), changes).hash(),
              1,
              List.of(),
              epoch.info(),
              box.indexKeyNumber(),
              1,
              Padding.PADME,
              Optional.empty());
      Signed<RoomLink> signed = RoomLink.sign(link, me.keys().signing());
      ChainId id = new ChainId(signed.hash().value());
      List<Map<String, String>> wraps =
          List.of(submission.toUser(id, 1, epoch.secret(), me.identity()));
      links.submit(
          signed.hash(),
          "/access/v1/rooms",
          "",
          EpochDraft.request(signed.envelope().encode(), Optional.of(epoch), wraps));
      pins.acceptName(id, name);
      pins.save();
      return id;
    }
  }

  /** Grants the room to a person. */
  public void grant(
      RoomDirectory.OpenRoom room, Person person, Role role, Optional<CommitRef> verified) {
    put(
        room,
        new Grant(new Grantee.User(person.user()), Optional.of(person.newest().hash()), role),
        verified);
  }

  /** Grants the room to a group: its present and its later members. */
  public void grant(
      RoomDirectory.OpenRoom room, ChainId group, Role role, Optional<CommitRef> verified) {
    put(room, new Grant(new Grantee.Group(group), Optional.empty(), role), verified);
  }

  /** Another role for somebody whom the room is granted to. */
  public void changeRole(
      RoomDirectory.OpenRoom room, Grantee grantee, Role role, Optional<CommitRef> verified) {
    Grant grant = requireGranted(room.newest(), grantee);
    put(room, new Grant(grantee, grant.identity(), role), verified);
  }

  /** Whether nobody is let in, in person, whom no attester has attested. */
  public void askForAttestations(
      RoomDirectory.OpenRoom room, boolean required, Optional<CommitRef> verified) {
    requireManager(room);
    RoomState before = room.newest();
    RoomPolicy policy = new RoomPolicy(before.padding(), required);
    if (policy.equals(before.policy())) {
      throw new MembershipException(
          MembershipException.Reason.NO_CHANGE, "The room is so already. Nothing was changed.");
    }
    submission.submit(
        room,
        new RoomPlan(
            Cause.CHANGE,
            List.of(),
            room.rekeyDue(),
            before.oldestEpoch(),
            List.of(),
            Optional.of(policy),
            false),
        verified);
  }

  private void put(RoomDirectory.OpenRoom room, Grant grant, Optional<CommitRef> verified) {
    requireAnother(room, grant);
    change(room, List.of(new RoomLink.Change.Put(grant)), List.of(), verified);
  }

  private static void requireAnother(RoomDirectory.OpenRoom room, Grant grant) {
    if (grant.equals(room.newest().grants().get(grant.grantee()))) {
      throw new MembershipException(
          MembershipException.Reason.NO_CHANGE,
          "The room is granted so already. Nothing was changed.");
    }
  }

  /** Withdraws a grant: a new epoch, wrapped to those who stay. */
  public void withdraw(RoomDirectory.OpenRoom room, Grantee grantee, Optional<CommitRef> verified) {
    requireGranted(room.newest(), grantee);
    change(room, List.of(new RoomLink.Change.Remove(grantee)), List.of(), verified);
  }

  private static Grant requireGranted(RoomState room, Grantee grantee) {
    return Optional.ofNullable(room.grants().get(grantee))
        .orElseThrow(() ->
            new MembershipException(
                MembershipException.Reason.NO_MEMBER,
                "The room is not granted to that one. Nothing was changed."));
  }

  /** Leaves a room that was granted in person; its keys are renewed by who writes next. */
  public void leave(RoomState room) {
    Grantee own = new Grantee.User(me.chain().user());
    if (room.personalRole(me.chain(), me.identity().hash()).isEmpty()) {
      throw new MembershipException(
          MembershipException.Reason.NO_MEMBER,
          "The room is not granted to you in person, under your present keys. Nothing was changed.");
    }
    submission.submitLeave(
        room,
        new RoomPlan(
            Cause.LEAVE, List.of(new RoomLink.Change.Remove(own)), false, room.oldestEpoch()));
  }

  /** A link that changes nothing, for the place of one that is given up. */
  void signEmpty(RoomDirectory.OpenRoom room) {
    requireManager(room);
    submission.submit(
        room, RoomPlan.change(room.newest(), List.of(), room.rekeyDue()), Optional.empty());
  }

  /** Begins a new epoch; a manager may at any time. */
  public void rotate(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    requireManager(room);
    submission.submit(room, RoomPlan.change(room.newest(), List.of(), true), verified);
  }

  /**
   * The same with what of the earlier epochs is at hand: one that this user does not open is left
   * out of the history, until somebody who does begins a new one.
   */
  public void rotateDespiteUnopened(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    requireManager(room);
    submission.submitWithWhatIsAtHand(
        room, RoomPlan.change(room.newest(), List.of(), true), verified);
  }

  /**
   * Begins a new epoch with a new index key, which nobody holds who was removed; the first commit
   * after it rebuilds the tree.
   */
  public void replaceIndexKey(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    requireManager(room);
    room.requireWhole();
    try (ChainBox box =
        room.atHand().box().withIndexKey(room.newest().indexKey() + 1, me.random())) {
      submission.submit(room, RoomPlan.change(room.newest(), List.of(), true), verified, box);
    }
  }

  /**
   * Retires the epochs below {@code oldest}. The caller has opened the wraps of all nodes, older
   * revisions and waiting deposits up to {@code verified}.
   */
  public void retire(RoomDirectory.OpenRoom room, long oldest, CommitRef verified) {
    requireManager(room);
    RoomPlan plan = new RoomPlan(Cause.CHANGE, List.of(), room.rekeyDue(), oldest);
    submission.submit(room, plan, Optional.of(verified));
  }

  /**
   * Renews the keys where something calls for it; first those of the groups granted that this user
   * is in, for what somebody took along who left one of them a rekey of the room cannot mend.
   *
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} if this user may not, or others have to
   *     renew a group's keys first
   */
  public void rekey(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    RoomState before = room.newest();
    boolean renewed = false;
    for (ChainId group : before.groupsThatRead()) {
      renewed |= groupWriter.rekeyIfDue(group);
    }
    if (mends(room)) {
      mend(room, renewed, verified);
      return;
    }
    room.requireWhole();
    room.requireSound();
    if (!writesOrGaveUp(room)) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE, "the room's keys must be renewed first, by an editor");
    }
    if (!renewed && !before.rekeyMends(room.groups(), people)) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE, "a group's keys must be renewed first, by one of its members");
    }
    submission.submit(room, RoomPlan.rekey(before, false), verified);
  }

  /**
   * Whether keys are to be renewed before this user writes: they are due; or their history leaves
   * out what he can add, and he may.
   */
  public boolean renewsFirst(RoomDirectory.OpenRoom room) {
    return room.rekeyDue() || mends(room);
  }

  /**
   * Whether the present epoch does not hold what it should, and this user can mend that by the
   * next: whole where it is broken, and better where it is lacking. The fault follows from the
   * signed chain alone, so no server can make one up.
   */
  private boolean mends(RoomDirectory.OpenRoom room) {
    OpenChain atHand = room.atHand();
    boolean can =
        switch (atHand.condition()) {
          case SOUND, UNOPENED -> false;
          case LACKING -> true;
          case BROKEN -> atHand.isWhole();
        };
    return can
        && (manages(room)
            || atHand.hasPresentBox(me.organisation())
                && writesOrGaveUp(room)
                && (room.newest().rekeyMends(room.groups(), people)
                    || room.newest().mayBeMendedBy(me.chain().user())));
  }

  /**
   * A manager's change: after it nobody can call for a rekey by saying that a box does not open.
   */
  private void mend(RoomDirectory.OpenRoom room, boolean due, Optional<CommitRef> verified) {
    RoomState before = room.newest();
    boolean box = !due && !before.rekeyMends(room.groups(), people);
    submission.submit(
        room,
        manages(room) ? RoomPlan.change(before, List.of(), true) : RoomPlan.rekey(before, box),
        verified);
  }

  /**
   * Whether this user may renew the keys, if they are due: he writes, or gave up his own; and no
   * group's keys have to be renewed first that are others' to renew.
   */
  public boolean mayRekey(RoomDirectory.OpenRoom room) {
    RoomState state = room.newest();
    Hash acting = me.identity().hash();
    if (mends(room) || room.broken().isPresent()) {
      return mends(room);
    }
    return writesOrGaveUp(room)
        && (state.rekeyMends(room.groups(), people)
            || room.groups().values().stream()
                .filter(group -> state.groupsThatRead().contains(group.id()))
                .filter(group -> group.rekeyDue(people, Order.NOW))
                .anyMatch(group -> group.roleOf(me.chain(), acting).isPresent()));
  }

  private boolean writesOrGaveUp(RoomDirectory.OpenRoom room) {
    Hash acting = me.identity().hash();
    return room.newest().roleNow(me.chain(), acting, room.groups()).filter(Role::writes).isPresent()
        || room.newest().mayRenewAfterOwnCompromise(me.chain(), acting, people, Order.NOW);
  }

  /**
   * Signs what a proposal asks for.
   *
   * @param answering hash of the proposal; none for an unsigned request
   */
  public void answer(
      RoomDirectory.OpenRoom room,
      RoomLink.Change change,
      List<Hash> answering,
      Optional<CommitRef> verified) {
    switch (change) {
      case RoomLink.Change.Put(Grant grant) -> requireAnother(room, grant);
      case RoomLink.Change.Remove(Grantee grantee) -> requireGranted(room.newest(), grantee);
    }
    change(room, List.of(change), answering, verified);
  }

  private void change(
      RoomDirectory.OpenRoom room,
      List<RoomLink.Change> changes,
      List<Hash> answering,
      Optional<CommitRef> verified) {
    requireManager(room);
    RoomState before = room.newest();
    boolean newEpoch = room.rekeyDue() || changes.stream().anyMatch(c -> takesReading(before, c));
    submission.submit(
        room,
        new RoomPlan(
            Cause.CHANGE,
            changes,
            newEpoch,
            before.oldestEpoch(),
            answering,
            Optional.empty(),
            false),
        verified);
  }

  private boolean manages(RoomDirectory.OpenRoom room) {
    return room.newest()
        .roleNow(me.chain(), me.identity().hash(), room.groups())
        .filter(Role::manages)
        .isPresent();
  }

  private void requireManager(RoomDirectory.OpenRoom room) {
    if (!manages(room)) {
      throw new MembershipException(
          MembershipException.Reason.NO_MANAGER,
          "Only a manager of the room can do that. Nothing was changed.");
    }
  }

  /**
   * Whether somebody who read does so no more, or goes on under an identity that the earlier one
   * was not routinely rotated to: then whoever holds the old keys must not go on.
   */
  private boolean takesReading(RoomState before, RoomLink.Change change) {
    Optional<Grant> earlier =
        Optional.ofNullable(before.grants().get(change.grantee())).filter(g -> g.role().reads());
    return earlier.isPresent()
        && switch (change) {
          case RoomLink.Change.Remove _ -> true;
          case RoomLink.Change.Put(Grant grant) ->
              !grant.role().reads() || !sameIdentity(earlier.get(), grant);
        };
  }

  private boolean sameIdentity(Grant earlier, Grant grant) {
    return switch (grant.grantee()) {
      case Grantee.Group _ -> true;
      case Grantee.User(UserId user) ->
          people
              .of(user)
              .isCoveredBy(earlier.identity().orElseThrow(), grant.identity().orElseThrow());
    };
  }
}
