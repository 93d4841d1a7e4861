/**
 * Cobblestone-256: C2SP chunked-encryption v1 with SHA-512 and AES-256-GCM
 * (c2sp.org/chunked-encryption), the one symmetric primitive (section 2). Every use has its own key
 * and context.
 */
@NullMarked
package dev.strongroom.protocol.seal;

import org.jspecify.annotations.NullMarked;
