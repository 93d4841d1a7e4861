package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What one link, whose author is verified, makes of a room. */
final class RoomStep {
  private final Signed<RoomLink> link;
  private final RoomLink body;
  private final LinkAuthor author;
  private final LoggedGroups groups;
  private final Identities identities;

  RoomStep(Signed<RoomLink> link, LinkAuthor author, LoggedGroups groups, Identities identities) {
    this.link = link;
    this.body = link.body();
    this.author = author;
    this.groups = groups;
    this.identities = identities;
  }

  RoomState first() {
    if (body.cause() != Cause.CREATE
        || body.epoch().number() != 1
        || body.indexKey() != 1
        || body.oldestEpoch() != 1) {
      throw LinkException.chain("a chain begins with its creation, epoch 1 and index key 1");
    }
    RoomState empty =
        new RoomState(
            new ChainId(link.hash().value()),
            0,
            link.hash(),
            groups.at(),
            MemberList.grants(),
            Map.of(),
            Map.of(),
            body.epoch(),
            EpochKeys.none(),
            author.starts(false),
            false,
            body.indexKey(),
            List.of(),
            body.policy(),
            Optional.empty(),
            author.chain().user(),
            MemberList.proposals(),
            MemberList.removals());
    RoomState state = state(empty, RoomGrants.after(empty, body, groups, identities), false, false);
    requireRole(state, state.heads(), Role::manages);
    return state;
  }

  RoomState next(RoomState before) {
    if (!body.room().equals(Optional.of(before.id()))) {
      throw LinkException.id("a link of another room");
    }
    LinkRules.requirePlace(body.header(), before.sequence(), before.head());
    requireForward(before);
    boolean newEpoch = !body.epoch().sameEpoch(before.epoch());
    if (newEpoch) {
      before.keys().requireNext(before.epoch(), body.epoch());
    }
    RoomGrants grants = RoomGrants.after(before, body, groups, identities);
    switch (body.cause()) {
      case CREATE -> throw LinkException.chain("a chain is created once");
      case CHANGE -> requireChange(before, grants, newEpoch);
      case REKEY -> requireRekey(before, grants, newEpoch);
      case LEAVE -> requireLeave(before);
    }
    boolean left = !newEpoch && (before.left() || grants.takesAway() || grants.dropsDue());
    return state(before, grants, newEpoch, left);
  }

  /** No link goes back: not to an earlier commit, epoch or group's head. */
  private void requireForward(RoomState before) {
    boolean commitBack =
        before
            .commit()
            .filter(was -> body.commit().filter(now -> isSameOrLater(was, now)).isEmpty())
            .isPresent();
    if (commitBack || body.oldestEpoch() < before.oldestEpoch()) {
      throw LinkException.chain("a link goes back to an earlier commit or epoch");
    }
    for (GroupHead head : body.heads()) {
      GroupHead known = before.heads().get(head.group());
      boolean back = known != null && head.sequence() < known.sequence();
      boolean other =
          known != null && head.sequence() == known.sequence() && !head.hash().equals(known.hash());
      if (back || other) {
        throw body.cause() == Cause.REKEY
            ? LinkException.rekey("a rekey moves a group's head back")
            : LinkException.chain("a link moves a group's head back");
      }
    }
  }

  private static boolean isSameOrLater(CommitRef was, CommitRef now) {
    return now.sequence() > was.sequence() || now.equals(was);
  }

  private void requireChange(RoomState before, RoomGrants grants, boolean newEpoch) {
    requireRole(before, grants.heads(), Role::manages);
    if (!newEpoch && grants.takesAway()) {
      throw LinkException.chain("reading was taken away, and the keys stayed");
    }
    boolean sameBox = body.epoch().commitment().equals(before.epoch().commitment());
    boolean sameIndexKey = body.indexKey() == before.indexKey();
    boolean nextIndexKey = body.indexKey() == before.indexKey() + 1;
    if (!sameIndexKey && (!nextIndexKey || !newEpoch || sameBox)) {
      throw LinkException.chain("a new index key has the next number, in a new epoch's own box");
    }
    boolean retires = body.oldestEpoch() > before.oldestEpoch();
    if (retires && (body.commit().isEmpty() || body.oldestEpoch() > before.epoch().number())) {
      throw LinkException.chain(
          "epochs are retired up to one in use before, and with the commit that was seen through");
    }
  }

  /**
   * What a rekey may change: the epoch, and group heads forward. And something must call for it.
   */
  private void requireRekey(RoomState before, RoomGrants grants, boolean newEpoch) {
    boolean onlyEpoch =
        newEpoch
            && body.changes().isEmpty()
            && body.epoch().commitment().equals(before.epoch().commitment())
            && sameBesidesEpoch(before);
    if (!onlyEpoch) {
      throw LinkException.rekey("a rekey changes more or less than the epoch");
    }
    UserId user = author.chain().user();
    Function<ChainId, GroupState> named =
        id -> groups.named(Objects.requireNonNull(grants.heads().get(id)));
    boolean mended = body.box() && before.start().mayBeMended(user);
    if (!mended && !before.due(named, identities, groups.at())) {
      throw LinkException.rekey("nothing calls for a rekey");
    }
    // Whoever gave up his own keys renews those that they opened, if he only reads.
    if (!before.mayRenewAfterOwnCompromise(
        author.chain(), author.acting(), identities, groups.at())) {
      requireRole(before, grants.heads(), Role::writes);
    }
  }

  private boolean sameBesidesEpoch(RoomState before) {
    return body.indexKey() == before.indexKey()
        && body.oldestEpoch() == before.oldestEpoch()
        && body.policy().equals(before.policy());
  }

  private void requireLeave(RoomState before) {
    Grantee himself = new Grantee.User(author.chain().user());
    boolean onlyHimself =
        body.changes().equals(List.of(new RoomLink.Change.Remove(himself)))
            && body.epoch().equals(before.epoch())
            && body.commit().equals(before.commit())
            && sameBesidesEpoch(before);
    if (!onlyHimself) {
      throw LinkException.chain("who leaves changes nothing but that");
    }
    if (before.personalRole(author.chain(), author.acting()).isEmpty()) {
      throw LinkException.role("somebody leaves who was granted nothing in person");
    }
  }

  /**
   * The author must hold a role in {@code state} at the newest group heads that were logged before
   * his link; if only those that he names give it to him, his group has let him go meanwhile.
   */
  private void requireRole(RoomState state, Map<ChainId, GroupHead> heads, Predicate<Role> enough) {
    if (has(state, groups::newest, enough)) {
      return;
    }
    Function<ChainId, GroupState> named =
        id -> {
          GroupHead head = heads.get(id);
          return head == null ? groups.newest(id) : groups.named(head);
        };
    if (has(state, named, enough)) {
      throw LinkException.order("signed by somebody whose group had let him go");
    }
    throw body.cause() == Cause.REKEY
        ? LinkException.role("a rekey by somebody who does not write to the room")
        : LinkException.role("signed by somebody who does not manage the room");
  }

  private boolean has(
      RoomState state, Function<ChainId, GroupState> stateOf, Predicate<Role> enough) {
    return state.roleIn(author.chain(), author.acting(), stateOf).filter(enough).isPresent();
  }

  private RoomState state(RoomState before, RoomGrants grants, boolean newEpoch, boolean left) {
    boolean rekey = body.cause() == Cause.REKEY;
    return new RoomState(
        before.id(),
        body.header().sequence(),
        link.hash(),
        groups.at(),
        grants.list(),
        grants.heads(),
        epochGroups(before, grants.heads(), newEpoch),
        body.epoch(),
        before.keys().with(body.epoch()),
        newEpoch ? author.starts(rekey) : before.start(),
        left,
        body.indexKey(),
        retirements(before),
        body.policy(),
        body.commit(),
        before.creator(),
        LinkRules.answered(before.answered(), body.proposals(), body.header().sequence()),
        grants.removed());
  }

  private List<Retirement> retirements(RoomState before) {
    if (body.oldestEpoch() == before.oldestEpoch()) {
      return before.retirements();
    }
    List<Retirement> all = new ArrayList<>(before.retirements());
    all.add(new Retirement(body.oldestEpoch(), body.commit().orElseThrow()));
    return List.copyOf(all);
  }

  private Map<ChainId, Long> epochGroups(
      RoomState before, Map<ChainId, GroupHead> heads, boolean newEpoch) {
    Map<ChainId, Long> wrappedTo = new HashMap<>();
    heads.forEach((id, head) -> {
      Long earlier = before.epochGroups().get(id);
      wrappedTo.put(
          id, newEpoch || earlier == null ? groups.named(head).epoch().number() : earlier);
    });
    return Collections.unmodifiableMap(wrappedTo);
  }
}
