package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Suite;

/** A key slot of any kind, as the server keeps it (section 4). */
public sealed interface KeySlot permits PassphraseSlot, DeviceSlot, RecoverySlot {
  /** The longest slot, encoded. */
  int MAX_BYTES = 16 << 10;

  OrganisationId organisation();

  UserId user();

  /** Of the identity whose secret this is. */
  long generation();

  /** {@code passphrase}, {@code device} or {@code recovery}. */
  String type();

  /** Tells a user's slots apart: the type, and for a device's slot the device's id. */
  String name();

  /** The slot as JSON. */
  Bytes encode();

  default Hash hash() {
    return Sha256.of(encode());
  }

  /**
   * Reads a slot of any kind.
   *
   * @throws MalformedException {@link ErrorCode#UNLOCK_FAILED} for a kind that this version does
   *     not know, {@link ErrorCode#LIMIT} for costs beyond the compiled-in bounds
   */
  static KeySlot decode(Bytes json) {
    JsonObject in = JsonObject.parse(json, MAX_BYTES);
    Suite.require(in.number("suite"));
    return switch (in.text("type")) {
      case PassphraseSlot.TYPE -> PassphraseSlot.decode(in);
      case DeviceSlot.TYPE -> DeviceSlot.decode(in);
      case RecoverySlot.TYPE -> RecoverySlot.decode(in);
      default -> throw new MalformedException(ErrorCode.UNLOCK_FAILED, "not a key slot");
    };
  }

  /**
   * @throws AuthenticationException {@link ErrorCode#UNLOCK_FAILED} for a slot of somebody else
   */
  default void requireOf(OrganisationId expected, UserId owner) {
    if (!organisation().equals(expected) || !user().equals(owner)) {
      throw new AuthenticationException(
          ErrorCode.UNLOCK_FAILED, "the server gave a key slot of somebody else");
    }
  }

  /** One answer to whatever is wrong with a slot or its key (T51). */
  static NotForThisKeyException failed() {
    return new NotForThisKeyException(
        ErrorCode.UNLOCK_FAILED, "the key slot does not open with this key, or it was altered");
  }
}
