package dev.strongroom.sdk;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.sdk.slot.KeyWork;
import java.time.Instant;

/**
 * What a client knows of the directory's log, and on what it rests that nothing newer is kept from
 * it. No policy's witnesses are counted so far: so a log that shows one client an old state, signed
 * by itself, is found out only once that client meets a statement or a person that saw more.
 *
 * @param origin name of the log and of its key, which the policy names
 * @param size entries
 * @param root RFC 6962 root over them
 * @param asked when this client last asked the log, by its own clock
 */
public record Freshness(String origin, long size, Hash root, Instant asked) {
  static Freshness of(Checkpoint checkpoint, Instant asked) {
    return new Freshness(checkpoint.origin(), checkpoint.size(), checkpoint.root(), asked);
  }

  /** As the work on one's own keys sees it. */
  public static Freshness of(KeyWork work) {
    return of(work.directory().newest(), work.clock().instant());
  }

  /** Whether others than the log itself vouch for its age. */
  public boolean witnessed() {
    return false;
  }
}
