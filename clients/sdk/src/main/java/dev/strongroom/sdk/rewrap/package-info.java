/**
 * Wraps node keys of older epochs under the present one, and retires epochs whose wraps are needed
 * no more (docs/protocol.md, rewrapping). The service is trusted with nothing here: a wrap counts
 * only if it opens to the key that the record's own metadata commits to, and an epoch is retired
 * only by who has opened a later wrap of every record that the room's history proves to be there.
 */
@NullMarked
package dev.strongroom.sdk.rewrap;

import org.jspecify.annotations.NullMarked;
