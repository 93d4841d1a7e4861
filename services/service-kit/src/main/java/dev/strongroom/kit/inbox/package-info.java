/**
 * The inbox: each event applied once and in order for its aggregate, in one transaction with its
 * effect.
 */
@NullMarked
package dev.strongroom.kit.inbox;

import org.jspecify.annotations.NullMarked;
