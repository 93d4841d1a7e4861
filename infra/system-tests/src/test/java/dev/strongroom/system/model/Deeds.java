package dev.strongroom.system.model;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.deposit.Waiting;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.util.List;

/** Does moves with real clients. */
final class Deeds {
  private final Crew crew;

  Deeds(Crew crew) {
    this.crew = crew;
  }

  /** Throws what the client throws. */
  void perform(Move move, Strongroom client) throws IOException {
    switch (move) {
      case Move.OfGroup ofGroup -> perform(ofGroup, client);
      case Move.OfRoom ofRoom -> perform(ofRoom, client);
      case Move.Rotate(String actor) -> crew.get(actor).rotate();
      case Move.Compromise(String actor) -> crew.get(actor).compromised();
      case Move.Reset(String actor) -> crew.get(actor).reset();
      case Move.AgentRound _ -> client.agent().round(client.groupIds(), () -> false);
    }
  }

  private void perform(Move.OfGroup move, Strongroom client) {
    if (move instanceof Move.CreateGroup(_, String name)) {
      crew.made(name, client.createGroup(name));
      return;
    }
    ChainId group = crew.chain(move.group());
    switch (move) {
      case Move.CreateGroup _ -> {}
      case Move.AddMember(_, _, String person, boolean manager) ->
          client.addMember(group, crew.acquainted(client, person), role(manager));
      case Move.ChangeMember(_, _, String person, boolean manager) ->
          client.changeRole(group, crew.get(person).user(), role(manager));
      case Move.ReadmitMember(_, _, String person) ->
          client.readmit(group, crew.acquainted(client, person));
      case Move.RemoveMember(_, _, String person) ->
          client.removeMember(group, crew.get(person).user());
      case Move.LeaveGroup _ -> client.leaveGroup(group);
      case Move.RenewGroup _ -> client.rotateGroup(group);
    }
  }

  private static GroupRole role(boolean manager) {
    return manager ? GroupRole.MANAGER : GroupRole.MEMBER;
  }

  private static Role role(Model.Role role) {
    return Role.valueOf(role.name());
  }

  private Grantee person(String name) {
    return new Grantee.User(crew.get(name).user());
  }

  private Grantee group(String name) {
    return new Grantee.Group(crew.chain(name));
  }

  private void perform(Move.OfRoom move, Strongroom client) throws IOException {
    if (move instanceof Move.CreateRoom(_, String name)) {
      crew.made(name, client.createRoom(name));
      return;
    }
    String room = crew.chain(move.room()).toString();
    switch (move) {
      case Move.CreateRoom _ -> {}
      case Move.GrantPerson(_, _, String person, Model.Role role) ->
          client.grant(room, crew.acquainted(client, person), role(role));
      case Move.GrantGroup(_, _, String group, Model.Role role) ->
          client.grant(room, crew.chain(group), role(role));
      case Move.ChangePerson(_, _, String person, Model.Role role) ->
          client.changeRole(room, person(person), role(role));
      case Move.ChangeGroup(_, _, String group, Model.Role role) ->
          client.changeRole(room, group(group), role(role));
      case Move.ReadmitPerson(_, _, String person) ->
          client.readmit(room, crew.acquainted(client, person));
      case Move.WithdrawPerson(_, _, String person) -> client.withdraw(room, person(person));
      case Move.WithdrawGroup(_, _, String group) -> client.withdraw(room, group(group));
      case Move.LeaveRoom _ -> client.leaveRoom(room);
      case Move.Send(String actor, _, String path, String text) ->
          client
              .depositRoom(room)
              .send(crew.get(actor).file(text), NodeName.of(path), TransferListener.NONE);
      case Move.RenewRoom _,
          Move.Put _,
          Move.Delete _,
          Move.Adopt _,
          Move.Rewrap _,
          Move.Retire _ -> {
        try (Room open = client.room(room)) {
          inRoom(move, client, open);
        }
      }
    }
  }

  private void inRoom(Move.OfRoom move, Strongroom client, Room room) throws IOException {
    switch (move) {
      case Move.RenewRoom _ -> room.keys().rotate();
      case Move.Put(String actor, _, String path, String text) ->
          room.put(crew.get(actor).file(text), RoomPath.parse(path), TransferListener.NONE);
      case Move.Delete(_, _, String path) -> room.remove(RoomPath.parse(path));
      case Move.Adopt _ -> adopt(client.inbox(room));
      case Move.Rewrap _ -> room.keys().rewrap(RewrapListener.NONE, () -> false);
      case Move.Retire _ -> room.keys().retire(false, RewrapListener.NONE, () -> false);
      default -> throw new IllegalArgumentException("not done in an open room: " + move);
    }
  }

  private static void adopt(Inbox inbox) throws IOException {
    List<Waiting> waiting = inbox.waiting();
    try {
      inbox.adopt(waiting, new RoomPath(List.of()), true);
    } finally {
      waiting.forEach(Waiting::close);
    }
  }
}
