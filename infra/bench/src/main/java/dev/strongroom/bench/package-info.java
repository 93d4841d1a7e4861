/**
 * Benchmarks: both sides of a ratio alternate in one run, and the median of the rounds' ratios is
 * reported.
 */
@NullMarked
package dev.strongroom.bench;

import org.jspecify.annotations.NullMarked;
