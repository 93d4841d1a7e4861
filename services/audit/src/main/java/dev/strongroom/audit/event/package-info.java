/**
 * The event store beside the encryption: every event of the platform once, and a search for
 * auditors.
 */
@NullMarked
package dev.strongroom.audit.event;

import org.jspecify.annotations.NullMarked;
