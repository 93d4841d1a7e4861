package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;

/** Whom a room is granted to. */
public sealed interface Grantee {
  record User(UserId user) implements Grantee {}

  record Group(ChainId group) implements Grantee {}

  default Bytes id() {
    return switch (this) {
      case User(UserId user) -> user.value();
      case Group(ChainId group) -> group.value();
    };
  }
}
