package dev.strongroom.sdk.transfer;

/** Hears how far a transfer is. Called from several threads. */
@FunctionalInterface
public interface TransferListener {
  TransferListener NONE = (done, total) -> {};

  /** {@code done} of {@code total} bytes, as stored. */
  void moved(long done, long total);
}
