package dev.strongroom.system.model;

import dev.strongroom.system.model.Model.Role;

/** What somebody does. Groups, rooms and people go by the names of the model. */
sealed interface Move {
  String actor();

  /** About one group, or one room. */
  sealed interface OfGroup extends Move {
    String group();
  }

  /** Likewise. */
  sealed interface OfRoom extends Move {
    String room();
  }

  record CreateGroup(String actor, String group) implements OfGroup {}

  record AddMember(String actor, String group, String person, boolean manager) implements OfGroup {}

  record ChangeMember(String actor, String group, String person, boolean manager)
      implements OfGroup {}

  /** His lost keys are replaced by those that he has now. */
  record ReadmitMember(String actor, String group, String person) implements OfGroup {}

  record RemoveMember(String actor, String group, String person) implements OfGroup {}

  record LeaveGroup(String actor, String group) implements OfGroup {}

  record RenewGroup(String actor, String group) implements OfGroup {}

  record CreateRoom(String actor, String room) implements OfRoom {}

  record GrantPerson(String actor, String room, String person, Role role) implements OfRoom {}

  record GrantGroup(String actor, String room, String group, Role role) implements OfRoom {}

  record ChangePerson(String actor, String room, String person, Role role) implements OfRoom {}

  record ChangeGroup(String actor, String room, String group, Role role) implements OfRoom {}

  record ReadmitPerson(String actor, String room, String person) implements OfRoom {}

  record WithdrawPerson(String actor, String room, String person) implements OfRoom {}

  record WithdrawGroup(String actor, String room, String group) implements OfRoom {}

  record LeaveRoom(String actor, String room) implements OfRoom {}

  record RenewRoom(String actor, String room) implements OfRoom {}

  /** A new file, or a new revision of one. */
  record Put(String actor, String room, String path, String text) implements OfRoom {}

  record Delete(String actor, String room, String path) implements OfRoom {}

  record Send(String actor, String room, String path, String text) implements OfRoom {}

  /** Everything that waits, looked at by hand. */
  record Adopt(String actor, String room) implements OfRoom {}

  record Rewrap(String actor, String room) implements OfRoom {}

  record Retire(String actor, String room) implements OfRoom {}

  /** New keys, signed by the old ones. */
  record Rotate(String actor) implements Move {}

  /** Likewise, because a thief may have them. */
  record Compromise(String actor) implements Move {}

  /** New keys, because all are lost. */
  record Reset(String actor) implements Move {}

  record AgentRound(String actor) implements Move {}
}
