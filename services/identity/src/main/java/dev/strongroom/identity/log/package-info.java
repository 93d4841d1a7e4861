/**
 * The directory log: one order for all policies, identities, attestations, links and maps of room
 * heads (docs/protocol.md, section 7).
 *
 * <p>Tables {@code log_state}, {@code log_entry}, {@code log_node}, {@code log_checkpoint}. An
 * entry stands in the transaction of the statement that it is about; its index is the size before.
 * The one row of {@code log_state}, locked until commit, is the single writer: any number of
 * instances may run (docs/decisions/0010).
 */
@NullMarked
package dev.strongroom.identity.log;

import org.jspecify.annotations.NullMarked;
