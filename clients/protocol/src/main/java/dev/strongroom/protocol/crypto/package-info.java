/**
 * The four primitives of section 2 and the hash, each a thin, safe face of a library: HPKE with
 * X-Wing, Ed25519, Argon2id (Bouncy Castle's lightweight API, whose provider is never registered),
 * HKDF-Expand and SHA-256.
 */
@NullMarked
package dev.strongroom.protocol.crypto;

import org.jspecify.annotations.NullMarked;
