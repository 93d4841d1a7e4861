package dev.strongroom.kit.testing;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups and rooms as honest clients make them, and the requests that hand them in. */
public final class Membership {
  private final World world;
  private final Chains chains;

  public Membership(World world) {
    this.world = world;
    this.chains = new Chains(world.organisation());
  }

  /** A group with its keys. */
  public record Group(GroupState state, Draft epoch) {
    public ChainId id() {
      return state.id();
    }
  }

  /** A room with its keys. */
  public record Room(RoomState state, Draft epoch) {
    public ChainId id() {
      return state.id();
    }
  }

  public Chains chains() {
    return chains;
  }

  public static GroupLink.Change member(World.Person who) {
    return Chains.put(who.keys(), GroupRole.MEMBER);
  }

  public Signed<GroupLink> link(
      Group on, World.Person signer, List<GroupLink.Change> changes, EpochInfo epoch) {
    return chains.group(Optional.of(on.state()), signer.keys(), changes, epoch);
  }

  public Signed<GroupLink> adding(Group on, World.Person signer, World.Person who) {
    return link(on, signer, List.of(member(who)), on.state().epoch());
  }

  public Response handIn(World.Person caller, Group group, Map<String, Object> request) {
    return world
        .as(caller, "access")
        .body(request)
        .post("/access/v1/groups/" + group.id() + "/links");
  }

  public Response handIn(World.Person caller, Room room, Map<String, Object> request) {
    return world
        .as(caller, "access")
        .body(request)
        .post("/access/v1/rooms/" + room.id() + "/links");
  }

  public Group newGroup(World.Person manager, World.Person... members) {
    Draft epoch = Draft.ofGroup(world.organisation());
    Signed<GroupLink> link =
        chains.group(
            Optional.empty(),
            manager.keys(),
            List.of(Chains.put(manager.keys(), GroupRole.MANAGER)),
            epoch.info());
    ChainId id = new ChainId(link.hash().value());
    long index =
        place(
            world
                .as(manager, "access")
                .body(epoch.begins(link, List.of(epoch.wrapFor(id, manager.keys()))))
                .post("/access/v1/groups"));
    Group group = new Group(chains.remember(chains.groupChain().first(link, index)), epoch);
    for (World.Person member : members) {
      group = added(group, manager, member);
    }
    return group;
  }

  public Group added(Group group, World.Person manager, World.Person who) {
    Signed<GroupLink> link = adding(group, manager, who);
    return after(
        group,
        link,
        handIn(
            manager,
            group,
            Draft.goesOn(link, List.of(group.epoch().wrapFor(group.id(), who.keys())))));
  }

  /** A group after a link within its epoch that was taken. */
  public Group after(Group before, Signed<GroupLink> link, Response answer) {
    return new Group(
        chains.remember(chains.groupChain().next(before.state(), link, place(answer))),
        before.epoch());
  }

  /** A room after a link within its epoch that was taken. */
  public Room after(Room before, Signed<RoomLink> link, Response answer) {
    return new Room(chains.roomChain().next(before.state(), link, place(answer)), before.epoch());
  }

  /** Where the directory log has the link that was taken. */
  public static long place(Response answer) {
    return answer.then().statusCode(200).extract().jsonPath().getLong("index");
  }

  /** A removal under way: the link, and the epoch that it begins. */
  public record Removal(Signed<GroupLink> link, Draft epoch) {}

  public Removal removal(Group group, World.Person manager, World.Person who) {
    Draft next = group.epoch().next(world.organisation());
    return new Removal(
        link(group, manager, List.of(new GroupLink.Change.Remove(who.keys().user())), next.info()),
        next);
  }

  public Group removed(
      Group group, World.Person manager, World.Person who, World.Person... whoStay) {
    Removal removal = removal(group, manager, who);
    List<Map<String, String>> wraps = new ArrayList<>();
    for (World.Person stays : whoStay) {
      wraps.add(removal.epoch().wrapFor(group.id(), stays.keys()));
    }
    long index = place(handIn(manager, group, removal.epoch().begins(removal.link(), wraps)));
    return new Group(
        chains.remember(chains.groupChain().next(group.state(), removal.link(), index)),
        removal.epoch());
  }

  public Room newRoom(World.Person manager) {
    Draft epoch = Draft.ofRoom(world.organisation());
    Signed<RoomLink> link =
        chains.room(
            Optional.empty(),
            Cause.CREATE,
            manager.keys(),
            List.of(Chains.grant(manager.keys(), Role.MANAGER)),
            List.of(),
            epoch.info());
    ChainId id = new ChainId(link.hash().value());
    long index =
        place(
            world
                .as(manager, "access")
                .body(epoch.begins(link, List.of(epoch.wrapFor(id, manager.keys()))))
                .post("/access/v1/rooms"));
    return new Room(chains.roomChain().first(link, index), epoch);
  }

  public Signed<RoomLink> granting(Room room, World.Person manager, Group group, Role role) {
    return chains.room(
        Optional.of(room.state()),
        Cause.CHANGE,
        manager.keys(),
        List.of(Chains.grant(group.id(), role)),
        List.of(group.state().asHead()),
        room.state().epoch());
  }

  public Room granted(Room room, World.Person manager, Group group, Role role) {
    Signed<RoomLink> link = granting(room, manager, group, role);
    return after(
        room,
        link,
        handIn(
            manager,
            room,
            Draft.goesOn(link, List.of(room.epoch().wrapFor(room.id(), group.state())))));
  }

  /** A room in which {@code who} has a role in person; for those who read a wrap is made. */
  public Room granted(Room room, World.Person manager, World.Person who, Role role) {
    Signed<RoomLink> link = granting(room, manager, Chains.grant(who.keys(), role));
    List<Map<String, String>> wraps =
        role.reads() ? List.of(room.epoch().wrapFor(room.id(), who.keys())) : List.of();
    return after(room, link, handIn(manager, room, Draft.goesOn(link, wraps)));
  }

  /** A link that makes one change and keeps the epoch and all heads. */
  public Signed<RoomLink> granting(Room room, World.Person manager, RoomLink.Change change) {
    return chains.room(
        Optional.of(room.state()),
        Cause.CHANGE,
        manager.keys(),
        List.of(change),
        List.copyOf(room.state().heads().values()),
        room.state().epoch());
  }
}
