package dev.strongroom.protocol.epoch;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;

/**
 * Whom an epoch secret is wrapped to: a user under one of his identities, or a group under one of
 * its epochs.
 */
public sealed interface Recipient {
  /** A user, and the hash of the identity whose key is used. */
  record User(UserId user, Hash identity) implements Recipient {}

  /** A group, and the epoch whose key is used. */
  record Group(ChainId group, long epoch) implements Recipient {}

  /** The id alone. */
  default Bytes id() {
    return switch (this) {
      case User user -> user.user().value();
      case Group group -> group.group().value();
    };
  }

  /** Adds what binds a wrap to this recipient. */
  default Context bind(Context info) {
    return switch (this) {
      case User(UserId user, Hash identity) ->
          info.with("user").with(user.value()).with(identity.value());
      case Group(ChainId group, long epoch) -> info.with("group").with(group.value()).with(epoch);
    };
  }
}
