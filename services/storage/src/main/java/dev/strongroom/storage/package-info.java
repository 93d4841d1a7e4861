/** The storage service. */
@NullMarked
package dev.strongroom.storage;

import org.jspecify.annotations.NullMarked;
