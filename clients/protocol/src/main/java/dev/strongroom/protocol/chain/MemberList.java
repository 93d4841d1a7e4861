package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.tree.TreePurpose;

/**
 * How members and grants stand as leaves in their trees: the key is the hashed id, the value a hash
 * of the entry.
 */
final class MemberList {
  private static final ListMap<UserId, GroupState.Member> MEMBERS =
      ListMap.empty(
          new ListMap.Shape<>(
              UserId.class,
              TreePurpose.MEMBERS,
              user -> key(user.value()),
              entry -> member(entry.getKey(), entry.getValue())));
  private static final ListMap<Grantee, Grant> GRANTS =
      ListMap.empty(
          new ListMap.Shape<>(
              Grantee.class,
              TreePurpose.GRANTS,
              grantee -> key(grantee.id()),
              entry -> grant(entry.getValue())));

  private MemberList() {}

  static ListMap<UserId, GroupState.Member> members() {
    return MEMBERS;
  }

  static ListMap<Grantee, Grant> grants() {
    return GRANTS;
  }

  /** Who was removed, by id, and in which link for the last time. */
  static ListMap<Bytes, Long> removals() {
    return ListMap.index(Bytes.class, MemberList::key);
  }

  /** Proposals that were answered, and in which link. */
  static ListMap<Hash, Long> proposals() {
    return ListMap.index(Hash.class, Hash::value);
  }

  private static Bytes key(Bytes id) {
    return Sha256.of(Context.bare("list-key").with(id)).value();
  }

  private static Bytes member(UserId user, GroupState.Member member) {
    return Sha256.of(
            Context.bare("list-member")
                .with(user.value())
                .with(member.identity().value())
                .with(member.role().text()))
        .value();
  }

  private static Bytes grant(Grant grant) {
    String kind = grant.grantee() instanceof Grantee.User ? "user" : "group";
    return Sha256.of(
            Context.bare("list-grant")
                .with(kind)
                .with(grant.grantee().id())
                .with(grant.identity().map(Hash::value).orElse(Bytes.empty()))
                .with(grant.role().text()))
        .value();
  }
}
