/** Tests of the one-machine stack. */
@NullMarked
package dev.strongroom.local;

import org.jspecify.annotations.NullMarked;
