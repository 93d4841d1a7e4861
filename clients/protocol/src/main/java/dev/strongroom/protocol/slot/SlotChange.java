package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.crypto.VerifyingKey;
import java.util.Optional;

/**
 * A change of one key slot, signed by the owner's newest signing key: whoever can merely sign in as
 * a user can neither replace nor delete the slots that open his keys. Naming what it replaces, a
 * change cannot be replayed, and of two made at once one is refused.
 *
 * @param slot the slot's name
 * @param before hash of the slot that is replaced or deleted
 * @param after hash of the slot that takes its place
 */
public record SlotChange(
    OrganisationId organisation,
    UserId user,
    String slot,
    Optional<Hash> before,
    Optional<Hash> after) {
  private Bytes encode() {
    return Context.of("slot-change", organisation)
        .with(user.value())
        .with(slot)
        .with(before.map(Hash::value).orElse(Bytes.empty()))
        .with(after.map(Hash::value).orElse(Bytes.empty()))
        .encode();
  }

  public Bytes sign(SigningKey key) {
    return key.sign(encode());
  }

  /**
   * @throws AuthenticationException {@link ErrorCode#STATEMENT}
   */
  public void verify(VerifyingKey key, Bytes signature) {
    if (!key.verify(encode(), signature)) {
      throw new AuthenticationException(
          ErrorCode.STATEMENT, "a change of a key slot that its owner did not sign");
    }
  }
}
