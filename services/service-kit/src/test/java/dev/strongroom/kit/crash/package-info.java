/** Publisher and consumer as processes that are killed at named points. */
@NullMarked
package dev.strongroom.kit.crash;

import org.jspecify.annotations.NullMarked;
