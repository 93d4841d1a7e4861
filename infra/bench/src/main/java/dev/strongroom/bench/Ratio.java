package dev.strongroom.bench;

import java.util.Arrays;

/**
 * How much of a reference's throughput something reaches: rounds alternate, so that a machine whose
 * speed drifts slows both alike.
 *
 * @param median of the rounds' ratios
 */
record Ratio(
    double min, double median, double max, double ownPerSecond, double referencePerSecond) {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;

  /** Work that is timed. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * @param ownUnits what one run of {@code own} does, in units
   * @param referenceUnits what one run of {@code reference} does, in the same units
   */
  static Ratio measure(Work own, double ownUnits, Work reference, double referenceUnits)
      throws Exception {
    return measure(WARM_UP, ROUNDS, own, ownUnits, reference, referenceUnits);
  }

  /** The same with fewer rounds, for work that takes long. */
  static Ratio measure(
      int warmUp, int rounds, Work own, double ownUnits, Work reference, double referenceUnits)
      throws Exception {
    double[] ratios = new double[rounds];
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    for (int round = -warmUp; round < rounds; round++) {
      double a = ownUnits / seconds(own);
      double b = referenceUnits / seconds(reference);
      if (round >= 0) {
        ratios[round] = a / b;
        ours[round] = a;
        theirs[round] = b;
      }
    }
    Arrays.sort(ratios);
    Arrays.sort(ours);
    Arrays.sort(theirs);
    return new Ratio(
        ratios[0], ratios[rounds / 2], ratios[rounds - 1], ours[rounds / 2], theirs[rounds / 2]);
  }

  private static double seconds(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  double rounded() {
    return Math.round(median * 1000) / 1000.0;
  }
}
