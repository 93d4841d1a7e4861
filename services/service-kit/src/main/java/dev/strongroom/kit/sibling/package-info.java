/** Calls to the sibling services, failing closed. */
@NullMarked
package dev.strongroom.kit.sibling;

import org.jspecify.annotations.NullMarked;
