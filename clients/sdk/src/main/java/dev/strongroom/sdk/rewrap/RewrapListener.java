package dev.strongroom.sdk.rewrap;

/** Hears how far rewrapping has come; from several threads. */
@FunctionalInterface
public interface RewrapListener {
  RewrapListener NONE = (_, _) -> {};

  /**
   * @param done keys with a wrap under the present epoch, or opened
   * @param total keys that there are
   */
  void progressed(long done, long total);
}
