/**
 * Tables that follow from events alone: each can be made again by replay, beside the one that is
 * there, and the two be compared.
 */
@NullMarked
package dev.strongroom.kit.projection;

import org.jspecify.annotations.NullMarked;
