/**
 * The client's own copy of the directory log, verified and pinned (docs/protocol.md, section 7). In
 * the client's folder: {@code directory.entries}, 73 bytes an entry, and {@code
 * directory.checkpoint}, the newest verified checkpoint, which says how many of them count.
 */
@NullMarked
package dev.strongroom.sdk.directory;

import org.jspecify.annotations.NullMarked;
