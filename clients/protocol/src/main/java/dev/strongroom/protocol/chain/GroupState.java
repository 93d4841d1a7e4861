package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.tree.SparseTree;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A group as its verified links leave it. Immutable.
 *
 * @param sequence place of the newest link
 * @param head hash of the newest link
 * @param index where the log has the newest link; {@link Order#NOW} if it is not logged yet
 * @param members by user
 * @param list the tree over the members; its root stands in the link
 * @param epochs public key of every epoch so far
 * @param label published in clear, if any
 */
public record GroupState(
    ChainId id,
    long sequence,
    Hash head,
    long index,
    Map<UserId, Member> members,
    SparseTree list,
    EpochInfo epoch,
    SortedMap<Long, KemPublicKey> epochs,
    Optional<String> label) {
  /** A member, under the identity that he was added with. */
  public record Member(Hash identity, GroupRole role) {}

  public GroupHead asHead() {
    return new GroupHead(id, sequence, head);
  }

  /** The role of {@code user}, whose chain must stand for the identity in the list. */
  public Optional<GroupRole> roleOf(IdentityChain user, Hash acting) {
    return Optional.ofNullable(members.get(user.user()))
        .filter(member -> user.standsFor(member.identity(), acting))
        .map(Member::role);
  }
}
