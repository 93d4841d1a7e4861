/**
 * Attestations: "this identity is that person", said by somebody whom the organisation's policy
 * names for it (sections 3 and 4).
 */
@NullMarked
package dev.strongroom.protocol.attestation;

import org.jspecify.annotations.NullMarked;
