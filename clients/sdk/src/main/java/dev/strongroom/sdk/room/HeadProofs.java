package dev.strongroom.sdk.room;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.HeadCheck;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.statement.Signed;
import java.util.Optional;
import java.util.Set;

/**
 * What is proved of the history that ends in the head that was served: nothing follows on it, and
 * it follows on each commit that was shown to lie in it.
 *
 * @param contained commits that were proved to lie in the head's history, or to be the head
 */
record HeadProofs(ChainId room, Set<CommitRef> contained, MapReader maps)
    implements HeadCheck.Proofs {
  HeadProofs {
    contained = Set.copyOf(contained);
  }

  @Override
  public boolean isOrFollowsOn(Signed<Commit> head, CommitRef earlier) {
    return contained.contains(earlier) || isOrPrecedes(head, earlier);
  }

  @Override
  public boolean isOrPrecedes(Signed<Commit> head, CommitRef later) {
    return head.body().ref(head.hash()).equals(later);
  }

  @Override
  public boolean isCoveredBefore(Signed<Commit> head, long index) {
    Optional<RoomMap.Head> logged = maps.headBefore(room, index);
    long sequence = head.body().header().sequence();
    if (logged.filter(l -> l.sequence() > sequence).isPresent()) {
      throw new StaleException(
          ErrorCode.REV_ROLLBACK, "an older state of the room than the directory's map has");
    }
    return logged.filter(new RoomMap.Head(sequence, head.hash())::equals).isPresent();
  }
}
