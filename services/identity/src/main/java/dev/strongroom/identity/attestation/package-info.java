/** Attestations: what attesters of the policy signed of people. Kept for ever, logged. */
@NullMarked
package dev.strongroom.identity.attestation;

import org.jspecify.annotations.NullMarked;
