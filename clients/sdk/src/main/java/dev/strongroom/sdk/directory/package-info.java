/** The client's own copy of the directory log. */
@NullMarked
package dev.strongroom.sdk.directory;

import org.jspecify.annotations.NullMarked;
