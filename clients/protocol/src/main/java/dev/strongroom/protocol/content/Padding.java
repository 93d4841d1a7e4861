package dev.strongroom.protocol.content;

/** How a content's length is hidden. */
public enum Padding {
  /**
   * Padmé (Nikitin et al., PETS 2019): lengths leak O(log log L) bits, for at most 12 % more bytes.
   */
  PADME {
    @Override
    public long paddedLength(long length) {
      if (length < 2) {
        return length;
      }
      int exponent = 63 - Long.numberOfLeadingZeros(length);
      int mantissaBits = 64 - Long.numberOfLeadingZeros(exponent);
      long mask = (1L << Math.max(0, exponent - mantissaBits)) - 1;
      return length + mask & ~mask;
    }
  },
  NONE {
    @Override
    public long paddedLength(long length) {
      return length;
    }
  };

  public abstract long paddedLength(long length);
}
