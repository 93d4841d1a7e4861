package dev.strongroom.sdk.attestation;

import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.attestation.Attestations.Worth;
import java.time.Instant;

/**
 * What an attester said of a person.
 *
 * @param attester who said so
 * @param attesterName as he claims to be called
 * @param how the person was checked
 * @param until when it ends
 * @param worth what it is worth for the person's present key
 */
public record Attested(
    UserId attester, String attesterName, String how, Instant until, Worth worth) {
  public boolean isGood() {
    return worth == Worth.GOOD;
  }
}
