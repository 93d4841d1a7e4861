package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A group as its verified links leave it. Immutable; shares what it can with the states before it.
 *
 * @param sequence place of the newest link
 * @param head hash of the newest link
 * @param index where the log has the newest link; {@link Order#NOW} if it is not logged yet
 * @param list its members, as the tree whose root stands in the link
 * @param managers how many of them manage the group
 * @param keys public key of every epoch so far
 * @param start how the present epoch began
 * @param left whether somebody left since then, who holds its keys
 * @param answered proposals that links answered
 * @param removed who was removed by a link, and by which for the last time
 * @param label published in clear, if any
 */
public record GroupState(
    ChainId id,
    long sequence,
    Hash head,
    long index,
    ListMap<UserId, Member> list,
    int managers,
    EpochInfo epoch,
    EpochKeys keys,
    EpochStart start,
    boolean left,
    ListMap<Hash, Long> answered,
    ListMap<Bytes, Long> removed,
    Optional<String> label) {
  /** A member, under the identity that he was added with. */
  public record Member(Hash identity, GroupRole role) {}

  /** Its members, by user. */
  public Map<UserId, Member> members() {
    return list;
  }

  public GroupHead asHead() {
    return new GroupHead(id, sequence, head);
  }

  /** Public key of every epoch so far, by its number. */
  public SortedMap<Long, KemPublicKey> epochs() {
    return keys.byNumber();
  }

  /** The role of {@code user}, whose chain must stand for the identity in the list. */
  public Optional<GroupRole> roleOf(IdentityChain user, Hash acting) {
    return Optional.ofNullable(list.get(user.user()))
        .filter(member -> user.standsFor(member.identity(), acting))
        .map(Member::role);
  }

  /**
   * Whether {@code user}, if he may rekey at all, may do so for no other reason than that the
   * present epoch does not open to what its link commits to.
   */
  public boolean mayBeMendedBy(UserId user) {
    return start.mayBeMended(user);
  }

  /**
   * Whether somebody may hold the present epoch's keys who should not: he left, or gave his own
   * keys up for compromise, since the epoch began. Any member may rekey then, and nobody should
   * rely on the epoch before.
   *
   * @param at as of which place in the log; {@link Order#NOW} for all that is known
   */
  public boolean rekeyDue(Identities identities, long at) {
    return left
        || list.entrySet().stream()
            .anyMatch(e -> start.compromised(identities, e.getKey(), e.getValue().identity(), at));
  }
}
