package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.people.People;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what a link is to say into the signed link, its epoch and its wraps, and submits them. */
final class RoomSubmission {
  private final LinkSubmission links;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring me;

  RoomSubmission(LinkSubmission links, People people, GroupDirectory groups, Keyring me) {
    this.links = links;
    this.people = people;
    this.groups = groups;
    this.me = me;
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

  /** Where the present epoch is broken, only if the next one leaves nothing behind. */
  void submit(RoomDirectory.OpenRoom room, RoomPlan plan, Optional<CommitRef> verified) {
    room.requireWhole();
    submitWithWhatIsAtHand(room, plan, verified);
  }

  /** A new epoch's history holds then what this user has, and he was told. */
  void submitWithWhatIsAtHand(
      RoomDirectory.OpenRoom room, RoomPlan plan, Optional<CommitRef> verified) {
    OpenChain atHand = room.atHand();
    long indexKey = room.newest().indexKey();
    if (atHand.box().indexKeyNumber() == indexKey) {
      submit(room, plan, verified, atHand.box());
      return;
    }
    // The present index key is lost with its box: the one after it takes its place.
    try (ChainBox next = atHand.box().withIndexKey(indexKey + 1, me.random())) {
      submit(room, plan, verified, next);
    }
  }

  void submit(
      RoomDirectory.OpenRoom room, RoomPlan plan, Optional<CommitRef> verified, ChainBox box) {
    RoomState before = room.newest();
    Map<Grantee, Grant> after = after(before, plan.changes());
    requireManaged(after);
    OpenChain secrets = room.atHand();
    long number = before.epoch().number() + 1;
    Optional<EpochDraft> draft =
        plan.newEpoch()
            ? Optional.of(
                EpochDraft.make(
                    me.organisation(), number, box, secrets.since(plan.oldestEpoch()), me.random()))
            : Optional.empty();
    try {
      EpochInfo epoch = draft.map(EpochDraft::info).orElse(before.epoch());
      Signed<RoomLink> link = link(before, plan, after, epoch, box.indexKeyNumber(), verified);
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

  /** Changes nothing but that, not even the commit that the room names; and needs no key of it. */
  void submitLeave(RoomState before, RoomPlan plan) {
    Map<Grantee, Grant> after = after(before, plan.changes());
    requireManaged(after);
    Signed<RoomLink> link =
        link(before, plan, after, before.epoch(), before.indexKey(), before.commit());
    links.submit(
        link.hash(),
        "/access/v1/rooms/" + before.id() + "/links",
        before.id().toString(),
        EpochDraft.request(link.envelope().encode(), Optional.empty(), List.of()));
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
      RoomPlan plan,
      Map<Grantee, Grant> after,
      EpochInfo epoch,
      long indexKey,
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
            indexKey,
            plan.oldestEpoch(),
            plan.policy().orElseGet(before::policy),
            verified.or(before::commit),
            plan.answering(),
            plan.box());
    return RoomLink.sign(link, me.keys().signing());
  }

  Header header(Optional<RoomState> before) {
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

  Map<String, String> toUser(
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
