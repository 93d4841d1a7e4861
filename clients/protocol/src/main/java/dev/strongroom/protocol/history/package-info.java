/**
 * RFC 6962 Merkle trees: over a room's commits, over a commit's records, over a content's pieces.
 */
@NullMarked
package dev.strongroom.protocol.history;

import org.jspecify.annotations.NullMarked;
