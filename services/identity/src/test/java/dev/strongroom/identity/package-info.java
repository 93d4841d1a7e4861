/** The identity service as its callers meet it. */
@NullMarked
package dev.strongroom.identity;

import org.jspecify.annotations.NullMarked;
