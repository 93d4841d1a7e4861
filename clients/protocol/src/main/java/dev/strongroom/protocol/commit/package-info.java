/**
 * Commits: the signed history of a room (section 6). A commit covers any number of change records
 * and the state after them; clients go from the commit that they have pinned to a newer one by
 * proofs.
 */
@NullMarked
package dev.strongroom.protocol.commit;

import org.jspecify.annotations.NullMarked;
