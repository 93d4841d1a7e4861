package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.json.JsonObject;
import java.util.Optional;

/**
 * A room granted to somebody.
 *
 * @param identity for a user, the identity that he was granted it under; never for a group
 */
public record Grant(Grantee grantee, Optional<Hash> identity, Role role) {
  public Grant {
    if (identity.isPresent() != grantee instanceof Grantee.User) {
      throw JsonObject.malformed("a grant to a user names his identity, and no other does");
    }
  }
}
