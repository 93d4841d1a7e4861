/** The access service as its callers meet it. */
@NullMarked
package dev.strongroom.access;

import org.jspecify.annotations.NullMarked;
