package dev.strongroom.sdk;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.sdk.attestation.Admission;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Who may do what in a room: changes that are signed again where somebody was first. */
final class RoomMembership {
  private static final int RACES = 8;

  private final People people;
  private final Admission admission;
  private final GroupDirectory groups;
  private final RoomDirectory directory;
  private final RoomWriter roomWriter;
  private final Function<String, Room> opener;

  /**
   * @param opener opens a room by what its user calls it
   */
  RoomMembership(
      People people,
      Admission admission,
      GroupDirectory groups,
      RoomDirectory directory,
      RoomWriter roomWriter,
      Function<String, Room> opener) {
    this.people = people;
    this.admission = admission;
    this.groups = groups;
    this.directory = directory;
    this.roomWriter = roomWriter;
    this.opener = opener;
  }

  private Room open(String room) {
    return opener.apply(room);
  }

  List<Person> askForAttestations(String room, boolean required) {
    change(room, open -> roomWriter.askForAttestations(open.chain(), required, open.verified()));
    groups.refresh();
    try (Room open = open(room)) {
      return required ? admission.missing(open.chain().newest()) : List.of();
    }
  }

  void grant(String room, Person person, Role role) {
    people.requireConfirmed(person);
    change(
        room,
        open -> {
          admission.require(open.chain().newest(), person);
          roomWriter.grant(open.chain(), person, role, open.verified());
        });
  }

  void grant(String room, ChainId group, Role role) {
    change(
        room,
        open -> {
          admission.require(open.chain().newest(), group);
          roomWriter.grant(open.chain(), group, role, open.verified());
        });
  }

  /** Another role for somebody whom the room is granted to. */
  void changeRole(String room, Grantee grantee, Role role) {
    change(room, open -> roomWriter.changeRole(open.chain(), grantee, role, open.verified()));
  }

  /**
   * Withdraws a grant. Where that one could write, an empty commit follows at once, so that the
   * room's head is by somebody who may write (section 3, rule 4).
   *
   * @return false if a commit of his came in just before: the room waits to be settled
   */
  boolean withdraw(String room, Grantee grantee) {
    boolean[] wrote = new boolean[1];
    change(
        room,
        open -> {
          Grant grant = open.chain().newest().grants().get(grantee);
          wrote[0] = grant != null && grant.role().writes() && open.verified().isPresent();
          roomWriter.withdraw(open.chain(), grantee, open.verified());
        });
    return !wrote[0] || signOver(room);
  }

  /**
   * After somebody's writing was ended, by a hand or in answer to a request.
   *
   * @return false if the room waits to be settled
   */
  boolean signOver(String room) {
    groups.refresh();
    try (Room open = open(room)) {
      open.signEmpty();
      return true;
    } catch (AuthenticationException e) {
      if (e.code() == ErrorCode.COMMIT_ROLE) {
        return false;
      }
      throw e;
    } catch (ServerException e) {
      if (e.isNotFound()) {
        // It was his own grant: the link named the head, and he signs here no more.
        return true;
      }
      throw e;
    }
  }

  /**
   * Readmits somebody whose reset was confirmed: in the place of his lost identity stands the new
   * one, at the same role, under a new epoch.
   */
  void readmit(String room, Person person) {
    people.requireConfirmed(person);
    change(
        room,
        open -> {
          Role role =
              Optional.ofNullable(
                      open.chain().newest().grants().get(new Grantee.User(person.user())))
                  .map(Grant::role)
                  .orElseThrow(MembershipException::notThereBefore);
          admission.require(open.chain().newest(), person);
          roomWriter.grant(open.chain(), person, role, open.verified());
        });
  }

  /**
   * Leaves a room that was granted in person. It is verified and not opened: who only sends files
   * in has no key of it, and nobody needs one to go.
   */
  void leave(ChainId room) {
    again(() -> {
      RoomState before = directory.verify(room).newest();
      boolean stays = directory.isReachedThroughGroup(before);
      roomWriter.leave(before);
      if (!stays) {
        directory.forget(room);
      }
    });
  }

  void forget(ChainId room) {
    try {
      directory.verify(room);
    } catch (ServerException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      directory.forget(room);
      return;
    }
    throw new MembershipException(
        MembershipException.Reason.NO_CHANGE, "You reach that room. Nothing was changed.");
  }

  private void change(String room, Consumer<Room> change) {
    again(() -> {
      try (Room open = open(room)) {
        change.accept(open);
      }
    });
  }

  /** Signs again on the room as it is by then, where somebody else was first. */
  private void again(Runnable change) {
    for (int lost = 0; ; lost++) {
      try {
        change.run();
        return;
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
        groups.refresh();
      }
    }
  }
}
