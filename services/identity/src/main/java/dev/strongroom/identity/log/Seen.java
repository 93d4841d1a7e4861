package dev.strongroom.identity.log;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.history.MerkleLog;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The newest committed checkpoint that this process has seen, to be held against the database. */
final class Seen {
  private static final Hash EMPTY = MerkleLog.root(List.of());

  private final AtomicReference<Checkpoint> newest =
      new AtomicReference<>(new Checkpoint("", 0, EMPTY, ""));

  Checkpoint newest() {
    return Objects.requireNonNull(newest.get());
  }

  void remember(Checkpoint checkpoint) {
    newest.accumulateAndGet(checkpoint, (a, b) -> b.size() > a.size() ? b : a);
  }
}
