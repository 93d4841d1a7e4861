package dev.strongroom.sdk.rewrap;

import dev.strongroom.protocol.UserId;
import java.time.Instant;
import java.util.List;

/**
 * How far a room is, in the service's words: a hint for people, and never a reason to retire.
 *
 * @param epoch the present one
 * @param total keys that there are: of all nodes, older revisions and waiting deposits
 * @param done keys with a wrap under the present epoch
 * @param oldestEpochInUse the oldest epoch that is some key's newest
 * @param byEpoch keys by the newest epoch under which they are wrapped
 * @param authors of wraps under the present epoch, the last first
 * @param retired wraps of epochs below this are dropped where a link covers them
 * @param dropping whether that is still going on
 */
public record RewrapProgress(
    long epoch,
    long total,
    long done,
    long oldestEpochInUse,
    List<Share> byEpoch,
    List<Author> authors,
    long retired,
    boolean dropping) {
  public record Share(long epoch, long keys) {}

  public record Author(UserId user, long wraps, Instant last) {}

  public RewrapProgress {
    byEpoch = List.copyOf(byEpoch);
    authors = List.copyOf(authors);
  }
}
