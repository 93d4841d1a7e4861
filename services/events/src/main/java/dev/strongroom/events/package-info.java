/**
 * What the services tell each other: CloudEvents 1.0 in JSON, keyed by aggregate, with a gap-free
 * sequence for each. They carry ids, revisions and hashes; no names, no wraps.
 */
@NullMarked
package dev.strongroom.events;

import org.jspecify.annotations.NullMarked;
