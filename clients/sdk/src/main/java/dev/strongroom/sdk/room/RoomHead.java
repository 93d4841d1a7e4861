package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.List;
import java.util.Optional;

/**
 * A verified head.
 *
 * @param commit empty before the first commit
 * @param nextHistory root over all commits including this one: what the next commit states
 */
record RoomHead(Optional<Signed<Commit>> commit, Hash nextHistory) {
  static RoomHead none() {
    return new RoomHead(Optional.empty(), MerkleLog.root(List.of()));
  }

  long sequence() {
    return commit.map(c -> c.body().header().sequence()).orElse(-1L);
  }

  Hash state() {
    return commit.map(c -> c.body().state()).orElse(TreePurpose.STATE.emptyRoot());
  }

  Optional<CommitRef> ref() {
    return commit.map(c -> c.body().ref(c.hash()));
  }
}
