package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.statement.Signed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one link, whose author is verified, makes of a group. */
final class GroupStep {
  private final Signed<GroupLink> link;
  private final GroupLink body;
  private final long at;
  private final LinkAuthor author;
  private final Identities identities;

  GroupStep(Signed<GroupLink> link, long at, LinkAuthor author, Identities identities) {
    this.link = link;
    this.body = link.body();
    this.at = at;
    this.author = author;
    this.identities = identities;
  }

  GroupState first() {
    if (body.cause() != Cause.CREATE || body.epoch().number() != 1) {
      throw LinkException.chain("a chain begins with its creation and epoch 1");
    }
    GroupState empty =
        new GroupState(
            new ChainId(link.hash().value()),
            0,
            link.hash(),
            at,
            MemberList.members(),
            0,
            body.epoch(),
            EpochKeys.none(),
            author.starts(false),
            false,
            MemberList.proposals(),
            MemberList.removals(),
            Optional.empty());
    Changed changed = changed(empty);
    GroupState state = state(empty, changed, empty.start(), false);
    if (!roleIn(state).equals(Optional.of(GroupRole.MANAGER))) {
      throw LinkException.role("a group's creator is its first manager");
    }
    return state;
  }

  GroupState next(GroupState before) {
    if (!body.group().equals(Optional.of(before.id()))) {
      throw LinkException.id("a link of another group");
    }
    LinkRules.requirePlace(body.header(), before.sequence(), before.head());
    if (body.cause() == Cause.REKEY && !body.changes().isEmpty()) {
      throw LinkException.rekey("a rekey changes the list");
    }
    Changed changed = changed(before);
    boolean sameEpoch = body.epoch().sameEpoch(before.epoch());
    if (!sameEpoch) {
      before.keys().requireNext(before.epoch(), body.epoch());
    }
    switch (body.cause()) {
      case CREATE -> throw LinkException.chain("a chain is created once");
      case CHANGE -> requireChange(before, changed, sameEpoch);
      case REKEY -> requireRekey(before, sameEpoch);
      case LEAVE -> requireLeave(before);
    }
    return sameEpoch
        ? state(before, changed, before.start(), before.left() || body.cause() == Cause.LEAVE)
        : state(before, changed, author.starts(body.cause() == Cause.REKEY), false);
  }

  private Optional<GroupRole> roleIn(GroupState state) {
    return state.roleOf(author.chain(), author.acting());
  }

  private void requireChange(GroupState before, Changed changed, boolean sameEpoch) {
    if (!roleIn(before).equals(Optional.of(GroupRole.MANAGER))) {
      throw LinkException.role("signed by somebody who does not manage the group");
    }
    if (sameEpoch && changed.takesAway()) {
      throw LinkException.chain("somebody was removed, and the keys stayed");
    }
  }

  private void requireRekey(GroupState before, boolean sameEpoch) {
    boolean onlyEpoch =
        !sameEpoch
            && body.label().equals(before.label())
            && body.epoch().commitment().equals(before.epoch().commitment());
    if (!onlyEpoch) {
      throw LinkException.rekey("a rekey changes more or less than the epoch");
    }
    if (roleIn(before).isEmpty()) {
      throw LinkException.role("a rekey by somebody who is no member");
    }
    boolean mended = body.box() && before.start().mayBeMended(author.chain().user());
    if (!mended && !before.rekeyDue(identities, at)) {
      throw LinkException.rekey("nothing calls for a rekey");
    }
  }

  private void requireLeave(GroupState before) {
    List<GroupLink.Change> himself = List.of(new GroupLink.Change.Remove(author.chain().user()));
    boolean onlyHimself =
        body.changes().equals(himself)
            && body.epoch().equals(before.epoch())
            && body.label().equals(before.label());
    if (!onlyHimself) {
      throw LinkException.chain("who leaves changes nothing but that");
    }
    if (roleIn(before).isEmpty()) {
      throw LinkException.role("somebody leaves who is no member");
    }
  }

  /**
   * The list after the link.
   *
   * @param takesAway whether somebody who was in the list is out of it, or in it with other keys
   */
  private record Changed(
      ListMap<UserId, GroupState.Member> members,
      int managers,
      ListMap<Bytes, Long> removed,
      boolean takesAway) {}

  private Changed changed(GroupState before) {
    ListMap<UserId, GroupState.Member> members = before.list();
    ListMap<Bytes, Long> removed = before.removed();
    Set<UserId> touched = new LinkedHashSet<>();
    for (GroupLink.Change change : body.changes()) {
      touched.add(change.user());
      switch (change) {
        case GroupLink.Change.Put(UserId user, Hash identity, GroupRole role) -> {
          requireNamed(before, user, identity);
          GroupState.Member was = before.members().get(user);
          GroupState.Member is = new GroupState.Member(identity, role);
          members = members.with(user, is);
          // Who comes back with other keys was removed to whoever proposed before.
          if (was != null && !keepsKeys(user, was, is)) {
            removed = removed.with(user.value(), body.header().sequence());
          }
        }
        case GroupLink.Change.Remove(UserId user) -> {
          if (!members.containsKey(user)) {
            throw LinkException.chain("a link removes somebody who is no member");
          }
          members = members.without(user);
          removed = removed.with(user.value(), body.header().sequence());
        }
      }
    }
    if (!members.rootHash().equals(body.members()) || members.size() != body.memberCount()) {
      throw body.cause() == Cause.REKEY
          ? LinkException.rekey("a rekey changes the list")
          : LinkException.chain("the member list is not the one that was signed");
    }
    int managers = before.managers();
    boolean takesAway = false;
    for (UserId user : touched) {
      GroupState.Member was = before.members().get(user);
      GroupState.Member is = members.get(user);
      managers += managing(is) - managing(was);
      takesAway |= was != null && !keepsKeys(user, was, is);
    }
    if (managers == 0) {
      throw LinkException.chain("a link leaves the group without a manager");
    }
    return new Changed(members, managers, removed, takesAway);
  }

  /** Who only gets another role stays named as he was. */
  private void requireNamed(GroupState before, UserId user, Hash identity) {
    GroupState.Member was = before.members().get(user);
    if (was == null || !was.identity().equals(identity)) {
      LinkRules.requireNamed(identities, user, identity, at);
    }
  }

  private boolean keepsKeys(UserId user, GroupState.Member was, GroupState.@Nullable Member is) {
    return is != null && LinkRules.keepsKeys(identities, user, was.identity(), is.identity());
  }

  private static int managing(GroupState.@Nullable Member member) {
    return member != null && member.role() == GroupRole.MANAGER ? 1 : 0;
  }

  private GroupState state(GroupState before, Changed changed, EpochStart start, boolean left) {
    return new GroupState(
        before.id(),
        body.header().sequence(),
        link.hash(),
        at,
        changed.members(),
        changed.managers(),
        body.epoch(),
        before.keys().with(body.epoch()),
        start,
        left,
        LinkRules.answered(before.answered(), body.proposals(), body.header().sequence()),
        changed.removed(),
        body.label());
  }
}
