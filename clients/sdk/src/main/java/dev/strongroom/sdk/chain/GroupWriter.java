package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes and changes groups: signs links, and makes the wraps that go with them. */
public final class GroupWriter {
  /** How often a link is signed again after somebody else was first. */
  static final int RACES = 8;

  private final LinkSubmission links;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring me;

  public GroupWriter(
      LinkSubmission links, Pins pins, People people, GroupDirectory groups, Keyring me) {
    this.links = links;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.me = me;
  }

  /**
   * What a link answers.
   *
   * @param proposals hashes of signed proposals; none for an unsigned request
   * @param still throws where what is so by then speaks against it; heard each time before a link
   *     is signed
   */
  public record Answering(List<Hash> proposals, Consumer<GroupState> still) {
    /** A link that its author thought of himself. */
    public static final Answering NOTHING = new Answering(List.of(), _ -> {});
  }

  /** Makes a group with this user as its manager. */
  public ChainId create(String name) {
    List<GroupLink.Change> changes =
        List.of(
            new GroupLink.Change.Put(me.chain().user(), me.identity().hash(), GroupRole.MANAGER));
    Lists.Root root = Lists.ofMembers(Map.of(), changes);
    try (ChainBox box = ChainBox.ofGroup(name, me.random());
        EpochDraft epoch = EpochDraft.make(me.organisation(), 1, box, Map.of(), me.random())) {
      Signed<GroupLink> link =
          sign(
              Optional.empty(),
              Cause.CREATE,
              changes,
              root,
              epoch.info(),
              Optional.empty(),
              List.of(),
              false);
      ChainId id = new ChainId(link.hash().value());
      List<Map<String, String>> wraps = List.of(wrap(id, 1, epoch.secret(), me.identity()));
      links.submit(
          link.hash(),
          "/access/v1/groups",
          "",
          EpochDraft.request(link.envelope().encode(), Optional.of(epoch), wraps));
      pins.acceptName(id, name);
      pins.save();
      return id;
    }
  }

  /** Adds a member: one link, one wrap, whatever the group is granted. */
  public void add(ChainId group, Person person, GroupRole role) {
    add(group, List.of(person), role);
  }

  /** Adds several people by one link. */
  public void add(ChainId group, List<Person> people, GroupRole role) {
    add(group, people, role, Answering.NOTHING);
  }

  /** The same, in answer to signed proposals. */
  public void add(ChainId group, List<Person> people, GroupRole role, Answering answering) {
    change(
        group,
        answering,
        before -> {
          List<GroupLink.Change> changes = new ArrayList<>();
          for (Person person : people) {
            Hash identity = person.newest().hash();
            GroupState.Member wanted = new GroupState.Member(identity, role);
            if (wanted.equals(before.members().get(person.user()))) {
              throw new MembershipException(
                  MembershipException.Reason.NO_CHANGE,
                  "That person is in the group already, in that role. Nothing was changed.");
            }
            changes.add(new GroupLink.Change.Put(person.user(), identity, role));
          }
          return changes;
        });
  }

  /** Gives a member another role. */
  public void changeRole(ChainId group, UserId user, GroupRole role, Answering answering) {
    change(
        group,
        answering,
        before -> {
          GroupState.Member member = requireMember(before, user);
          if (member.role() == role) {
            throw new MembershipException(
                MembershipException.Reason.NO_CHANGE,
                "That person has that role already. Nothing was changed.");
          }
          return List.of(new GroupLink.Change.Put(user, member.identity(), role));
        });
  }

  /** Removes members: a new epoch, wrapped to those who stay. */
  public void remove(ChainId group, List<UserId> users, Answering answering) {
    change(
        group,
        answering,
        before -> {
          List<GroupLink.Change> changes = new ArrayList<>();
          for (UserId user : users) {
            requireMember(before, user);
            changes.add(new GroupLink.Change.Remove(user));
          }
          return changes;
        });
  }

  /** A link that changes nothing, for the place of one that is given up. */
  void signEmpty(ChainId group) {
    GroupState before = groups.newest(group);
    requireManager(before);
    attempt(before, Cause.CHANGE, List.of(), false, List.of());
  }

  /**
   * Renews the group's keys; a manager may at any time.
   *
   * @throws MembershipException for anybody else, before anything is signed
   */
  public void rotate(ChainId group) {
    GroupState before = groups.newest(group);
    requireManager(before);
    attempt(before, Cause.CHANGE, List.of(), true, List.of());
  }

  /**
   * The same with what of the earlier epochs is at hand, also where no wrap of the present one
   * opens: an epoch that this user does not open is left out of the history, until somebody who
   * does begins a new one.
   */
  public void rotateDespiteUnopened(ChainId group) {
    GroupState before = groups.newest(group);
    requireManager(before);
    try (OpenChain atHand = groups.atHandDespiteUnopened(group)) {
      attempt(before, Cause.CHANGE, List.of(), true, List.of(), atHand);
    }
  }

  /**
   * Renews the group's keys where something calls for it; any member may. A manager mends a broken
   * epoch by a change: after it nobody can call for a rekey by saying that a box does not open.
   *
   * @return whether something did
   */
  public boolean rekeyIfDue(ChainId group) {
    for (int lost = 0; ; lost++) {
      GroupState before = groups.newest(group);
      boolean mine = before.roleOf(me.chain(), me.identity().hash()).isPresent();
      boolean mends = mine && mends(before);
      if (!mine || !mends && !before.rekeyDue(people, Order.NOW)) {
        return lost > 0;
      }
      try {
        Cause cause = mends && manages(before) ? Cause.CHANGE : Cause.REKEY;
        attempt(before, cause, List.of(), true, List.of());
        return true;
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
        groups.refresh(group);
      }
    }
  }

  /**
   * Whether the present epoch does not hold what it should, and this user can mend that by the
   * next; see {@link RoomWriter#renewsFirst}.
   */
  private boolean mends(GroupState group) {
    if (!manages(group) && !group.mayBeMendedBy(me.chain().user())) {
      return false;
    }
    try (OpenChain open = groups.atHand(group.id())) {
      return switch (open.condition()) {
        case SOUND, UNOPENED -> false;
        case LACKING -> open.hasPresentBox(me.organisation());
        case BROKEN -> open.isWhole() && (manages(group) || open.hasPresentBox(me.organisation()));
      };
    } catch (ProtocolException e) {
      // Whoever reads the group is told; that nothing opens here is no fault of the epoch's.
      return false;
    }
  }

  /** Leaves the group; its keys are renewed by whoever of the others comes first. */
  public void leave(ChainId group) {
    GroupState before = groups.newest(group);
    requireMember(before, me.chain().user());
    attempt(
        before,
        Cause.LEAVE,
        List.of(new GroupLink.Change.Remove(me.chain().user())),
        false,
        List.of());
  }

  private static GroupState.Member requireMember(GroupState group, UserId user) {
    return Optional.ofNullable(group.members().get(user))
        .orElseThrow(() ->
            new MembershipException(
                MembershipException.Reason.NO_MEMBER,
                "That person is not in the group. Nothing was changed."));
  }

  /** Signs again on the new head where somebody else was first, as long as it still makes sense. */
  private void change(
      ChainId group, Answering answering, Function<GroupState, List<GroupLink.Change>> changes) {
    for (int lost = 0; ; lost++) {
      GroupState before = groups.newest(group);
      try {
        requireManager(before);
        answering.still().accept(before);
        List<GroupLink.Change> wanted = changes.apply(before);
        attempt(before, Cause.CHANGE, wanted, needsEpoch(before, wanted), answering.proposals());
        return;
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
        groups.refresh(group);
      }
    }
  }

  private boolean manages(GroupState group) {
    return group.roleOf(me.chain(), me.identity().hash()).equals(Optional.of(GroupRole.MANAGER));
  }

  private void requireManager(GroupState group) {
    if (!manages(group)) {
      throw new MembershipException(
          MembershipException.Reason.NO_MANAGER,
          "Only a manager of the group can do that. Nothing was changed.");
    }
  }

  /**
   * Whoever is removed, or goes on under keys that are no routine rotation of his, opens the old.
   */
  private boolean needsEpoch(GroupState before, List<GroupLink.Change> changes) {
    return changes.stream()
        .anyMatch(change ->
            switch (change) {
              case GroupLink.Change.Remove _ -> true;
              case GroupLink.Change.Put(UserId user, Hash identity, _) -> {
                GroupState.Member member = before.members().get(user);
                yield member != null && !people.of(user).isCoveredBy(member.identity(), identity);
              }
            });
  }

  private void attempt(
      GroupState before,
      Cause cause,
      List<GroupLink.Change> changes,
      boolean newEpoch,
      List<Hash> answering) {
    try (OpenChain open = groups.atHand(before.id())) {
      boolean broken = open.condition() == OpenChain.Condition.BROKEN;
      boolean begins = newEpoch || broken && cause != Cause.LEAVE;
      if (broken && begins && !open.isWhole()) {
        throw groups.broken(before.id()).asNotWhole();
      }
      attempt(before, cause, changes, begins, answering, open);
    }
  }

  private void attempt(
      GroupState before,
      Cause cause,
      List<GroupLink.Change> changes,
      boolean newEpoch,
      List<Hash> answering,
      OpenChain open) {
    Map<UserId, GroupState.Member> after = after(before, changes);
    if (after.values().stream().noneMatch(m -> m.role() == GroupRole.MANAGER)) {
      throw new MembershipException(
          MembershipException.Reason.LAST_MANAGER,
          "A group always has a manager: name another one first. Nothing was changed.");
    }
    Lists.Root root = Lists.ofMembers(before.members(), changes);
    ChainId group = before.id();
    boolean box = cause == Cause.REKEY && !before.rekeyDue(people, Order.NOW);
    Optional<EpochDraft> draft =
        newEpoch
            ? Optional.of(
                EpochDraft.make(
                    me.organisation(),
                    before.epoch().number() + 1,
                    open.box(),
                    open.all(),
                    me.random()))
            : Optional.empty();
    try {
      EpochInfo epoch = draft.map(EpochDraft::info).orElse(before.epoch());
      EpochSecret secret = draft.map(EpochDraft::secret).orElseGet(open::present);
      Signed<GroupLink> link =
          sign(Optional.of(before), cause, changes, root, epoch, before.label(), answering, box);
      List<UserId> readers = newEpoch ? List.copyOf(after.keySet()) : newMembers(before, changes);
      people.load(readers);
      List<Signed<Identity>> recipients =
          readers.stream().flatMap(user -> standing(user, after).stream()).toList();
      List<Map<String, String>> wraps =
          recipients.parallelStream()
              .map(recipient -> wrap(group, epoch.number(), secret, recipient))
              .toList();
      links.submit(
          link.hash(),
          "/access/v1/groups/" + group + "/links",
          group.toString(),
          EpochDraft.request(link.envelope().encode(), draft, wraps));
    } finally {
      draft.ifPresent(EpochDraft::close);
    }
  }

  /** Whom a member's hash in the list stands for; nobody, where it is a reset become void. */
  private Optional<Signed<Identity>> standing(UserId user, Map<UserId, GroupState.Member> members) {
    return Optional.ofNullable(members.get(user))
        .flatMap(member -> people.of(user).standing(member.identity()));
  }

  private static Map<UserId, GroupState.Member> after(
      GroupState before, List<GroupLink.Change> changes) {
    Map<UserId, GroupState.Member> after = new HashMap<>(before.members());
    for (GroupLink.Change change : changes) {
      switch (change) {
        case GroupLink.Change.Put(UserId user, Hash identity, GroupRole role) ->
            after.put(user, new GroupState.Member(identity, role));
        case GroupLink.Change.Remove(UserId user) -> after.remove(user);
      }
    }
    return after;
  }

  private static List<UserId> newMembers(GroupState before, List<GroupLink.Change> changes) {
    return changes.stream()
        .map(GroupLink.Change::user)
        .filter(user -> !before.members().containsKey(user))
        .toList();
  }

  private Map<String, String> wrap(
      ChainId group, long epoch, EpochSecret secret, Signed<Identity> recipient) {
    return EpochDraft.wrap(
        me.organisation(),
        group,
        epoch,
        secret,
        new Recipient.User(recipient.body().user(), recipient.hash()),
        recipient.body().kemKey());
  }

  private Signed<GroupLink> sign(
      Optional<GroupState> before,
      Cause cause,
      List<GroupLink.Change> changes,
      Lists.Root root,
      EpochInfo epoch,
      Optional<String> label,
      List<Hash> answering,
      boolean box) {
    Header header =
        new Header(
            me.organisation(),
            before.map(b -> b.sequence() + 1).orElse(0L),
            before.map(GroupState::head),
            List.of(me.keys().signing().verifyingKey().id()),
            me.clock().instant());
    return GroupLink.sign(
        new GroupLink(
            header,
            cause,
            before.map(GroupState::id),
            me.author(),
            me.directory().note(),
            changes,
            root.hash(),
            root.count(),
            epoch,
            label,
            answering,
            box),
        me.keys().signing());
  }
}
