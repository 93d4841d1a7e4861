package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.crypto.KemPublicKey;
import java.util.SortedMap;

/** What a new epoch must be, for groups and rooms alike. */
final class EpochRules {
  private EpochRules() {}

  static void requireNext(EpochInfo before, SortedMap<Long, KemPublicKey> used, EpochInfo next) {
    if (next.number() != before.number() + 1) {
      throw LinkException.chain("an epoch does not follow");
    }
    if (used.containsValue(next.key())) {
      throw LinkException.chain("a new epoch has an old key");
    }
  }
}
