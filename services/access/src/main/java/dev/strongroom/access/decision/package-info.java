/** The authority: who may do what, at this moment. */
@NullMarked
package dev.strongroom.access.decision;

import org.jspecify.annotations.NullMarked;
