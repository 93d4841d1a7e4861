package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomPolicy;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rooms, changes who reaches them, and renews their keys. */
public final class RoomWriter {
  private final LinkSubmission links;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring me;

  public RoomWriter(
      LinkSubmission links, Pins pins, People people, GroupDirectory groups, Keyring me) {
    this.links = links;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.me = me;
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
              header(Optional.empty()),
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
      List<Map<String, String>> wraps = List.of(toUser(id, 1, epoch.secret(), me.identity()));
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
    Grant grant = requireGranted(room, grantee);
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
    submit(
        room,
        new Plan(
            Cause.CHANGE,
            List.of(),
            room.rekeyDue(),
            before.oldestEpoch(),
            List.of(),
            Optional.of(policy)),
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
    requireGranted(room, grantee);
    change(room, List.of(new RoomLink.Change.Remove(grantee)), List.of(), verified);
  }

  private static Grant requireGranted(RoomDirectory.OpenRoom room, Grantee grantee) {
    return Optional.ofNullable(room.newest().grants().get(grantee))
        .orElseThrow(() ->
            new MembershipException(
                MembershipException.Reason.NO_MEMBER,
                "The room is not granted to that one. Nothing was changed."));
  }

  /** Leaves a room that was granted in person; its keys are renewed by who writes next. */
  public void leave(RoomDirectory.OpenRoom room) {
    Grantee own = new Grantee.User(me.chain().user());
    requireGranted(room, own);
    Plan plan =
        new Plan(
            Cause.LEAVE,
            List.of(new RoomLink.Change.Remove(own)),
            false,
            room.newest().oldestEpoch());
    // Who leaves changes nothing but that: not even the commit that the room names.
    submit(room, plan, room.newest().commit());
  }

  /** A link that changes nothing, for the place of one that is given up. */
  void signEmpty(RoomDirectory.OpenRoom room) {
    requireManager(room);
    submit(room, Plan.change(room.newest(), List.of(), room.rekeyDue()), Optional.empty());
  }

  /** Begins a new epoch; a manager may at any time. */
  public void rotate(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    requireManager(room);
    submit(room, Plan.change(room.newest(), List.of(), true), verified);
  }

  /**
   * Begins a new epoch with a new index key, which nobody holds who was removed; the first commit
   * after it rebuilds the tree.
   */
  public void replaceIndexKey(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    requireManager(room);
    try (ChainBox box = room.secrets().box().withNextIndexKey(me.random())) {
      submit(room, Plan.change(room.newest(), List.of(), true), verified, box);
    }
  }

  /**
   * Retires the epochs below {@code oldest}. The caller has opened the wraps of all nodes, older
   * revisions and waiting deposits up to {@code verified}.
   */
  public void retire(RoomDirectory.OpenRoom room, long oldest, CommitRef verified) {
    requireManager(room);
    Plan plan = new Plan(Cause.CHANGE, List.of(), room.rekeyDue(), oldest);
    submit(room, plan, Optional.of(verified));
  }

  /**
   * Renews the keys where something calls for it.
   *
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} if this user may not
   */
  public void rekey(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    RoomState before = room.newest();
    if (!mayRekey(room)) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE, "the room's keys must be renewed first, by an editor");
    }
    submit(room, new Plan(Cause.REKEY, List.of(), true, before.oldestEpoch()), verified);
  }

  /** Whether this user may renew the keys, if they are due: he writes, or gave up his own. */
  public boolean mayRekey(RoomDirectory.OpenRoom room) {
    Hash acting = me.identity().hash();
    return room.newest().roleNow(me.chain(), acting, room.groups()).filter(Role::writes).isPresent()
        || room.newest().mayRenewAfterOwnCompromise(me.chain(), acting, people, Order.NOW);
  }

  /** What a link is to say. */
  private record Plan(
      Cause cause,
      List<RoomLink.Change> changes,
      boolean newEpoch,
      long oldestEpoch,
      List<Hash> answering,
      Optional<RoomPolicy> policy) {
    /** A link that answers no proposal and leaves the room's policy as it is. */
    Plan(Cause cause, List<RoomLink.Change> changes, boolean newEpoch, long oldestEpoch) {
      this(cause, changes, newEpoch, oldestEpoch, List.of(), Optional.empty());
    }

    static Plan change(RoomState before, List<RoomLink.Change> changes, boolean newEpoch) {
      return new Plan(Cause.CHANGE, changes, newEpoch, before.oldestEpoch());
    }
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
      case RoomLink.Change.Remove(Grantee grantee) -> requireGranted(room, grantee);
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
    submit(
        room,
        new Plan(
            Cause.CHANGE, changes, newEpoch, before.oldestEpoch(), answering, Optional.empty()),
        verified);
  }

  private void requireManager(RoomDirectory.OpenRoom room) {
    boolean manages =
        room.newest()
            .roleNow(me.chain(), me.identity().hash(), room.groups())
            .filter(Role::manages)
            .isPresent();
    if (!manages) {
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

  private static Map<Grantee, Grant> after(RoomState before, List<RoomLink.Change> changes) {
    Map<Grantee, Grant> after = new LinkedHashMap<>(before.grants());
    for (RoomLink.Change change : changes) {
      switch (change) {
        case RoomLink.Change.Put(Grant grant) -> after.put(grant.grantee(), grant);
        case RoomLink.Change.Remove(Grantee grantee) -> after.remove(grantee);
      }
    }
    return after;
  }

  private void requireManaged(Map<Grantee, Grant> after) {
    boolean managed =
        after.values().stream()
            .filter(grant -> grant.role().manages())
            .anyMatch(grant ->
                switch (grant.grantee()) {
                  case Grantee.User _ -> true;
                  case Grantee.Group(ChainId group) -> !groups.newest(group).members().isEmpty();
                });
    if (!managed) {
      throw new MembershipException(
          MembershipException.Reason.LAST_MANAGER,
          "A room always has a manager: name another one first. Nothing was changed.");
    }
  }

  private void submit(RoomDirectory.OpenRoom room, Plan plan, Optional<CommitRef> verified) {
    submit(room, plan, verified, room.secrets().box());
  }

  private void submit(
      RoomDirectory.OpenRoom room, Plan plan, Optional<CommitRef> verified, ChainBox box) {
    RoomState before = room.newest();
    Map<Grantee, Grant> after = after(before, plan.changes());
    requireManaged(after);
    OpenChain secrets = room.secrets();
    long number = before.epoch().number() + 1;
    Optional<EpochDraft> draft =
        plan.newEpoch()
            ? Optional.of(
                EpochDraft.make(
                    me.organisation(), number, box, secrets.since(plan.oldestEpoch()), me.random()))
            : Optional.empty();
    try {
      EpochInfo epoch = draft.map(EpochDraft::info).orElse(before.epoch());
      Signed<RoomLink> link = link(before, plan, after, epoch, box, verified);
      EpochSecret secret = draft.map(EpochDraft::secret).orElseGet(secrets::present);
      List<Map<String, String>> wraps = new ArrayList<>();
      List<Grant> readers =
          after.values().stream()
              .filter(grant -> grant.role().reads())
              .filter(grant -> plan.newEpoch() || isNewReader(before, grant))
              .toList();
      people.load(users(readers));
      readers.forEach(
          grant -> wrap(before.id(), epoch.number(), secret, grant).ifPresent(wraps::add));
      links.submit(
          link.hash(),
          "/access/v1/rooms/" + before.id() + "/links",
          before.id().toString(),
          EpochDraft.request(link.envelope().encode(), draft, wraps));
    } finally {
      draft.ifPresent(EpochDraft::close);
    }
  }

  private static List<UserId> users(List<Grant> grants) {
    List<UserId> users = new ArrayList<>();
    for (Grant grant : grants) {
      if (grant.grantee() instanceof Grantee.User(UserId user)) {
        users.add(user);
      }
    }
    return users;
  }

  private static boolean isNewReader(RoomState before, Grant grant) {
    return Optional.ofNullable(before.grants().get(grant.grantee()))
        .filter(g -> g.role().reads())
        .isEmpty();
  }

  private Signed<RoomLink> link(
      RoomState before,
      Plan plan,
      Map<Grantee, Grant> after,
      EpochInfo epoch,
      ChainBox box,
      Optional<CommitRef> verified) {
    List<GroupHead> heads = new ArrayList<>();
    for (Grantee grantee : after.keySet()) {
      if (grantee instanceof Grantee.Group(ChainId group)) {
        heads.add(groups.newest(group).asHead());
      }
    }
    RoomLink link =
        new RoomLink(
            header(Optional.of(before)),
            plan.cause(),
            Optional.of(before.id()),
            me.author(),
            me.directory().note(),
            plan.changes(),
            Lists.ofGrants(before.grants(), plan.changes()).hash(),
            after.size(),
            heads,
            epoch,
            box.indexKeyNumber(),
            plan.oldestEpoch(),
            plan.policy().orElseGet(before::policy),
            verified.or(before::commit),
            plan.answering(),
            false);
    return RoomLink.sign(link, me.keys().signing());
  }

  private Header header(Optional<RoomState> before) {
    return new Header(
        me.organisation(),
        before.map(b -> b.sequence() + 1).orElse(0L),
        before.map(RoomState::head),
        List.of(me.keys().signing().verifyingKey().id()),
        me.clock().instant());
  }

  /** None for somebody whose reset has become void: nobody stands there. */
  private Optional<Map<String, String>> wrap(
      ChainId room, long epoch, EpochSecret secret, Grant grant) {
    return switch (grant.grantee()) {
      case Grantee.User user ->
          grant
              .identity()
              .flatMap(listed -> people.of(user.user()).standing(listed))
              .map(now -> toUser(room, epoch, secret, now));
      case Grantee.Group(ChainId id) -> {
        GroupState group = groups.newest(id);
        yield Optional.of(
            EpochDraft.wrap(
                me.organisation(),
                room,
                epoch,
                secret,
                new Recipient.Group(id, group.epoch().number()),
                group.epoch().key()));
      }
    };
  }

  private Map<String, String> toUser(
      ChainId room, long epoch, EpochSecret secret, Signed<Identity> recipient) {
    return EpochDraft.wrap(
        me.organisation(),
        room,
        epoch,
        secret,
        new Recipient.User(recipient.body().user(), recipient.hash()),
        recipient.body().kemKey());
  }
}
