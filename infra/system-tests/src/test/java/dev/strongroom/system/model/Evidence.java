package dev.strongroom.system.model;

import java.sql.SQLException;

/**
 * What the databases have of what a move would change: whether it was done, whatever was answered.
 */
final class Evidence {
  private final Crew crew;
  private final Hoard hoard;

  Evidence(Crew crew, Hoard hoard) {
    this.crew = crew;
    this.hoard = hoard;
  }

  /** Differs before and after, if and only if the move was done. */
  String of(Move move) throws SQLException {
    return switch (move) {
      case Move.CreateGroup _, Move.CreateRoom _, Move.AgentRound _, Move.Reset _ -> "";
      // What new keys nobody gets or loses anything by.
      case Move.RenewGroup _, Move.RenewRoom _, Move.Rewrap _, Move.Retire _ -> "";
      case Move.Rotate(String actor) -> crew.get(actor).identity().toString();
      case Move.Compromise(String actor) -> crew.get(actor).identity().toString();
      case Move.Put(_, String room, _, _) -> Long.toString(hoard.commits(crew.chain(room)));
      case Move.Delete(_, String room, _) -> Long.toString(hoard.commits(crew.chain(room)));
      case Move.Adopt(_, String room) -> Long.toString(hoard.commits(crew.chain(room)));
      case Move.Send(_, String room, _, _) -> Long.toString(hoard.deposits(crew.chain(room)));
      case Move.OfGroup ofGroup ->
          String.join("\n", hoard.authority(crew.chain(ofGroup.group()), true));
      case Move.OfRoom ofRoom ->
          String.join("\n", hoard.authority(crew.chain(ofRoom.room()), false));
    };
  }
}
