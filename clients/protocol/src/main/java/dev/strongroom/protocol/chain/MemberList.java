package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;

/**
 * How members and grants stand as leaves in their trees: the key is the hashed id, the value a hash
 * of the entry.
 */
final class MemberList {
  private MemberList() {}

  static Bytes key(Bytes id) {
    return Sha256.of(Context.bare("list-key").with(id)).value();
  }

  static Bytes member(UserId user, GroupState.Member member) {
    return Sha256.of(
            Context.bare("list-member")
                .with(user.value())
                .with(member.identity().value())
                .with(member.role().text()))
        .value();
  }

  static Bytes grant(Grant grant) {
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
