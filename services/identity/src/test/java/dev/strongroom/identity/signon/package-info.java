/** The mirror of the sign-on, on a real one. */
@NullMarked
package dev.strongroom.identity.signon;

import org.jspecify.annotations.NullMarked;
