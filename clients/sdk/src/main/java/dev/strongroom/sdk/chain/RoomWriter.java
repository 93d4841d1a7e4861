package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
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
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rooms, changes who reaches them, and renews their keys. */
public final class RoomWriter {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring me;

  public RoomWriter(Server server, Pins pins, People people, GroupDirectory groups, Keyring me) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.me = me;
  }

  /** Makes a room with this user as its manager. */
  public ChainId create(String name) {
    Grant own =
        new Grant(
            new Grantee.User(me.chain().user()),
            Optional.of(me.chain().newest().hash()),
            Role.MANAGER);
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
      List<Map<String, String>> wraps = List.of(toUser(id, 1, epoch.secret(), me.chain().newest()));
      server.post(
          "/access/v1/rooms",
          EpochDraft.request(signed.envelope().encode(), Optional.of(epoch), wraps));
      pins.acceptName(id, name);
      pins.save();
      return id;
    }
  }

  /** Grants the room to a person. */
  public void grant(
      RoomDirectory.OpenRoom room, Person person, Role role, Optional<CommitRef> verified) {
    change(
        room,
        List.of(
            new RoomLink.Change.Put(
                new Grant(
                    new Grantee.User(person.user()), Optional.of(person.newest().hash()), role))),
        verified);
  }

  /** Grants the room to a group: its present and its later members. */
  public void grant(
      RoomDirectory.OpenRoom room, ChainId group, Role role, Optional<CommitRef> verified) {
    change(
        room,
        List.of(
            new RoomLink.Change.Put(new Grant(new Grantee.Group(group), Optional.empty(), role))),
        verified);
  }

  /** Withdraws a grant: a new epoch, wrapped to those who stay. */
  public void withdraw(RoomDirectory.OpenRoom room, Grantee grantee, Optional<CommitRef> verified) {
    change(room, List.of(new RoomLink.Change.Remove(grantee)), verified);
  }

  /**
   * Renews the keys where a group granted has moved on.
   *
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} if this user may not
   */
  public void rekey(RoomDirectory.OpenRoom room, Optional<CommitRef> verified) {
    RoomState before = room.newest();
    Hash acting = me.chain().newest().hash();
    boolean editor =
        before.roleNow(me.chain(), acting, room.groups()).filter(Role::writes).isPresent();
    if (!editor) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE, "the room's keys must be renewed first, by an editor");
    }
    submit(room, Cause.REKEY, List.of(), true, verified);
  }

  private void change(
      RoomDirectory.OpenRoom room, List<RoomLink.Change> changes, Optional<CommitRef> verified) {
    RoomState before = room.newest();
    boolean takesAway =
        changes.stream()
            .anyMatch(change ->
                change instanceof RoomLink.Change.Remove(Grantee grantee)
                    && Optional.ofNullable(before.grants().get(grantee))
                        .filter(g -> g.role().reads())
                        .isPresent());
    boolean lowers =
        changes.stream()
            .anyMatch(change ->
                change instanceof RoomLink.Change.Put(Grant grant)
                    && !grant.role().reads()
                    && Optional.ofNullable(before.grants().get(grant.grantee()))
                        .filter(g -> g.role().reads())
                        .isPresent());
    submit(room, Cause.CHANGE, changes, takesAway || lowers || room.rekeyDue(), verified);
  }

  private void submit(
      RoomDirectory.OpenRoom room,
      Cause cause,
      List<RoomLink.Change> changes,
      boolean newEpoch,
      Optional<CommitRef> verified) {
    RoomState before = room.newest();
    Map<Grantee, Grant> after = new HashMap<>(before.grants());
    for (RoomLink.Change change : changes) {
      switch (change) {
        case RoomLink.Change.Put(Grant grant) -> after.put(grant.grantee(), grant);
        case RoomLink.Change.Remove(Grantee grantee) -> {
          if (after.remove(grantee) == null) {
            throw new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "the room is not granted to that one");
          }
        }
      }
    }
    OpenChain secrets = room.secrets();
    long number = before.epoch().number() + 1;
    Optional<EpochDraft> draft =
        newEpoch
            ? Optional.of(
                EpochDraft.make(
                    me.organisation(), number, secrets.box(), secrets.all(), me.random()))
            : Optional.empty();
    try {
      EpochInfo epoch = draft.map(EpochDraft::info).orElse(before.epoch());
      Signed<RoomLink> link = link(before, cause, changes, after, epoch, verified);
      EpochSecret secret = draft.map(EpochDraft::secret).orElseGet(secrets::present);
      List<Map<String, String>> wraps = new ArrayList<>();
      after.values().stream()
          .filter(grant -> grant.role().reads())
          .filter(grant -> newEpoch || isNewReader(before, grant))
          .forEach(grant -> wraps.add(wrap(before.id(), epoch.number(), secret, grant)));
      server.post(
          "/access/v1/rooms/" + before.id() + "/links",
          EpochDraft.request(link.envelope().encode(), draft, wraps));
    } finally {
      draft.ifPresent(EpochDraft::close);
    }
  }

  private static boolean isNewReader(RoomState before, Grant grant) {
    return Optional.ofNullable(before.grants().get(grant.grantee()))
        .filter(g -> g.role().reads())
        .isEmpty();
  }

  private Signed<RoomLink> link(
      RoomState before,
      Cause cause,
      List<RoomLink.Change> changes,
      Map<Grantee, Grant> after,
      EpochInfo epoch,
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
            cause,
            Optional.of(before.id()),
            me.author(),
            me.directory().note(),
            changes,
            Lists.ofGrants(before.grants(), changes).hash(),
            after.size(),
            heads,
            epoch,
            before.indexKey(),
            before.oldestEpoch(),
            before.padding(),
            verified.or(before::commit));
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

  private Map<String, String> wrap(ChainId room, long epoch, EpochSecret secret, Grant grant) {
    return switch (grant.grantee()) {
      case Grantee.User user -> toUser(room, epoch, secret, people.of(user.user()).newest());
      case Grantee.Group(ChainId id) -> {
        GroupState group = groups.newest(id);
        yield EpochDraft.wrap(
            me.organisation(),
            room,
            epoch,
            secret,
            new Recipient.Group(id, group.epoch().number()),
            group.epoch().key());
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
