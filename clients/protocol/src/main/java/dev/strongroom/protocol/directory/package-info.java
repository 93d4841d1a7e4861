/**
 * The directory log (section 7): one order for all policies, identities, links and maps of room
 * heads. Checkpoints are signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), the tree is
 * that of RFC 6962.
 */
@NullMarked
package dev.strongroom.protocol.directory;

import org.jspecify.annotations.NullMarked;
