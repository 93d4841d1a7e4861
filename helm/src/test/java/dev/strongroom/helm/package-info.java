/** The chart, by real Helm. */
@NullMarked
package dev.strongroom.helm;

import org.jspecify.annotations.NullMarked;
