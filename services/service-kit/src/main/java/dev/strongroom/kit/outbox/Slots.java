package dev.strongroom.kit.outbox;

/**
 * Every aggregate has one of 64 slots, for ever. A shard is a set of slots, and each slot has an
 * advisory lock of its own: so instances that count their shards differently, while the setting is
 * being changed, still never publish the same aggregate at the same time.
 */
final class Slots {
  static final int COUNT = 64;

  /** Where the outbox's trigger says which slot has something new. */
  static final String CHANNEL = "strongroom_outbox";

  /** First half of the locks' keys; the slot is the second. */
  static final int LOCKS = 0x53744f62;

  private Slots() {}

  static int of(String aggregate) {
    return Math.floorMod(aggregate.hashCode(), COUNT);
  }

  /** Which of {@code shards} shards has a slot: {@code slot}, {@code slot + shards}, … */
  static int shardOf(int slot, int shards) {
    return slot % shards;
  }
}
