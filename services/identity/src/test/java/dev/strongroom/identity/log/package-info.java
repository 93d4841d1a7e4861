/** The directory log on real parts. */
@NullMarked
package dev.strongroom.identity.log;

import org.jspecify.annotations.NullMarked;
