package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes and changes groups: signs links, and makes the wraps that go with them. */
public final class GroupWriter {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring me;

  public GroupWriter(Server server, Pins pins, People people, GroupDirectory groups, Keyring me) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.me = me;
  }

  /** Makes a group with this user as its manager. */
  public ChainId create(String name) {
    List<GroupLink.Change> changes =
        List.of(
            new GroupLink.Change.Put(
                me.chain().user(), me.chain().newest().hash(), GroupRole.MANAGER));
    Lists.Root root = Lists.ofMembers(Map.of(), changes);
    try (ChainBox box = ChainBox.ofGroup(name, me.random());
        EpochDraft epoch = EpochDraft.make(me.organisation(), 1, box, Map.of(), me.random())) {
      Signed<GroupLink> link =
          sign(Optional.empty(), Cause.CREATE, changes, root, epoch.info(), Optional.empty());
      ChainId id = new ChainId(link.hash().value());
      List<Map<String, String>> wraps = List.of(wrap(id, 1, epoch.secret(), me.chain().newest()));
      server.post(
          "/access/v1/groups",
          EpochDraft.request(link.envelope().encode(), Optional.of(epoch), wraps));
      pins.acceptName(id, name);
      pins.save();
      return id;
    }
  }

  /** Adds a member: one link, one wrap. */
  public void add(ChainId group, Person person, GroupRole role) {
    GroupState before = groups.newest(group);
    List<GroupLink.Change> changes =
        List.of(new GroupLink.Change.Put(person.user(), person.newest().hash(), role));
    Lists.Root root = Lists.ofMembers(before.members(), changes);
    try (OpenChain open = groups.open(group)) {
      Signed<GroupLink> link =
          sign(Optional.of(before), Cause.CHANGE, changes, root, before.epoch(), before.label());
      List<Map<String, String>> wraps =
          List.of(wrap(group, before.epoch().number(), open.present(), person.newest()));
      append(group, EpochDraft.request(link.envelope().encode(), Optional.empty(), wraps));
    }
  }

  /** Removes a member: a new epoch, wrapped to those who stay. */
  public void remove(ChainId group, UserId user) {
    GroupState before = groups.newest(group);
    List<GroupLink.Change> changes = List.of(new GroupLink.Change.Remove(user));
    Lists.Root root = Lists.ofMembers(before.members(), changes);
    long number = before.epoch().number() + 1;
    try (OpenChain open = groups.open(group);
        EpochDraft epoch =
            EpochDraft.make(me.organisation(), number, open.box(), open.all(), me.random())) {
      Signed<GroupLink> link =
          sign(Optional.of(before), Cause.CHANGE, changes, root, epoch.info(), before.label());
      List<Map<String, String>> wraps = new ArrayList<>();
      before.members().keySet().stream()
          .filter(member -> !member.equals(user))
          .forEach(
              member -> wraps.add(wrap(group, number, epoch.secret(), people.of(member).newest())));
      append(group, EpochDraft.request(link.envelope().encode(), Optional.of(epoch), wraps));
    }
  }

  private void append(ChainId group, Map<String, Object> request) {
    server.post("/access/v1/groups/" + group + "/links", request);
    groups.refresh(group);
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
      Optional<String> label) {
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
            label),
        me.keys().signing());
  }
}
