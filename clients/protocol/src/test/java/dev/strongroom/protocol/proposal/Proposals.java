package dev.strongroom.protocol.proposal;

import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.statement.Signed;
import java.time.Duration;
import java.util.Optional;

/** Signs proposals as a personnel desk would. */
public final class Proposals {
  private Proposals() {}

  /** To give somebody a role in a room. */
  public static Signed<Proposal> of(
      Organisation organisation,
      Organisation.Somebody desk,
      RoomState room,
      Organisation.Somebody who,
      Role role) {
    return sign(organisation, desk, Proposal.Action.ADD, seen(room), who, Optional.of(role.text()));
  }

  /** To put somebody into a group. */
  public static Signed<Proposal> of(
      Organisation organisation,
      Organisation.Somebody desk,
      GroupState group,
      Organisation.Somebody who,
      GroupRole role) {
    return sign(
        organisation, desk, Proposal.Action.ADD, seen(group), who, Optional.of(role.text()));
  }

  static Proposal.Seen seen(GroupState group) {
    return new Proposal.Seen(Proposal.Kind.GROUP, group.id(), group.sequence(), group.head());
  }

  static Proposal.Seen seen(RoomState room) {
    return new Proposal.Seen(Proposal.Kind.ROOM, room.id(), room.sequence(), room.head());
  }

  static Signed<Proposal> sign(
      Organisation organisation,
      Organisation.Somebody desk,
      Proposal.Action action,
      Proposal.Seen seen,
      Organisation.Somebody who,
      Optional<String> role) {
    return Proposal.sign(
        new Proposal(
            organisation.header(0, Optional.empty(), desk),
            desk.author(),
            action,
            seen,
            who.user(),
            who.identity().hash(),
            role,
            "as of the first of the month",
            Organisation.TIME.plus(Duration.ofDays(3))),
        desk.keys().signing());
  }
}
