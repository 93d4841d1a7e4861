/** Attestations of people, as a client makes and believes them. */
@NullMarked
package dev.strongroom.sdk.attestation;

import org.jspecify.annotations.NullMarked;
