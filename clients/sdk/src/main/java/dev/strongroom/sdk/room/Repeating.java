package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Pins;
import java.util.List;
import java.util.Optional;

/** Repeats a room's commits from the last that this client has repeated, and remembers how far. */
public final class Repeating {
  private final Pins pins;
  private final HistoryReplay replay;

  Repeating(Pins pins, HistoryReplay replay) {
    this.pins = pins;
    this.replay = replay;
  }

  /** A commit that follows, and how much it changes. */
  public record Repeated(long sequence, UserId author, int changes) {
    static Repeated of(HistoryReplay.Replayed replayed) {
      Commit commit = replayed.commit().body();
      return new Repeated(
          commit.header().sequence(),
          commit.author().user(),
          Math.toIntExact(commit.changeCount()));
    }
  }

  List<Repeated> all(RoomView view) {
    Optional<Signed<Commit>> head = view.head().commit();
    if (head.isEmpty()) {
      return List.of();
    }
    RoomHead from = pins.repeated(view.chain().id()).map(Repeating::head).orElseGet(RoomHead::none);
    List<Repeated> repeated =
        replay.replay(view.chain(), from, head.get()).stream().map(Repeated::of).toList();
    pins.pinRepeated(view.chain().id(), head.get().envelope().encode());
    pins.save();
    return repeated;
  }

  private static RoomHead head(Bytes envelope) {
    Signed<Commit> commit = Commit.decode(Envelope.decode(StatementKind.COMMIT, envelope));
    return new RoomHead(Optional.of(commit), commit.body().history());
  }
}
