package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The public keys of a chain's epochs so far; none is used twice. */
record EpochKeys(ListMap<KemPublicKey, Long> numbers) {
  static EpochKeys none() {
    return new EpochKeys(ListMap.index(KemPublicKey.class, key -> Sha256.of(key.value()).value()));
  }

  EpochKeys with(EpochInfo epoch) {
    if (epoch.number() == numbers.size()) {
      return this;
    }
    return new EpochKeys(numbers.with(epoch.key(), epoch.number()));
  }

  /** Requires that {@code next} may follow on {@code before}. */
  void requireNext(EpochInfo before, EpochInfo next) {
    if (next.number() != before.number() + 1) {
      throw LinkException.chain("an epoch does not follow");
    }
    if (numbers.containsKey(next.key())) {
      throw LinkException.chain("a new epoch has an old key");
    }
  }

  SortedMap<Long, KemPublicKey> byNumber() {
    SortedMap<Long, KemPublicKey> sorted = new TreeMap<>();
    numbers.forEach((key, number) -> sorted.put(number, key));
    return Collections.unmodifiableSortedMap(sorted);
  }
}
