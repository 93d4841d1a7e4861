/** The storage service as its callers meet it. */
@NullMarked
package dev.strongroom.storage;

import org.jspecify.annotations.NullMarked;
