/**
 * Proposals: somebody asks a group's or room's managers, under his own signature, to add or remove
 * a person or to change his role (sections 3 and 5). A proposal gives nothing by itself; the link
 * that answers it names its hash, and a hash counts once.
 */
@NullMarked
package dev.strongroom.protocol.proposal;

import org.jspecify.annotations.NullMarked;
