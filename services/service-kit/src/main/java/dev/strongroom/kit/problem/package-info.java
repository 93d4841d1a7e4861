/**
 * Problems (RFC 9457): one exception, one table of reasons, one mapper each for what frameworks
 * throw.
 */
@NullMarked
package dev.strongroom.kit.problem;

import org.jspecify.annotations.NullMarked;
