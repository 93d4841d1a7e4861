package dev.strongroom.bench;

import java.util.ArrayList;
import java.util.List;

/** What some rounds measured, of one thing. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** The median to a thousandth. */
  double rounded() {
    return rounded(median());
  }

  static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public String toString() {
    List<Double> sorted = values.stream().sorted().toList();
    return "%.3f (%.3f to %.3f)".formatted(median(), sorted.getFirst(), sorted.getLast());
  }
}
