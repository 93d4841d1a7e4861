package dev.strongroom.sdk;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import java.util.Locale;
import java.util.Optional;

/** This user's own keys, as this machine knows them and the directory states them. */
final class OwnIdentity {
  private OwnIdentity() {}

  /**
   * The generation of {@code keys}, which this machine made or its user confirmed here.
   *
   * @throws AuthenticationException {@link ErrorCode#SELF_KEY_CHANGED} if they are not, or no
   *     longer, those that the directory states
   */
  static Signed<Identity> requireActing(Device device, IdentityChain own, IdentityKeys keys) {
    Optional<Signed<Identity>> acting = own.ofKeys(keys);
    if (acting.isPresent()) {
      requireConfirmed(device, acting.get());
      return acting.get();
    }
    Optional<Device.Rotating> rotating = device.rotation();
    rotating.ifPresent(r -> r.accountSecret().close());
    if (rotating.flatMap(r -> own.byHash(r.to())).isPresent()) {
      throw new LockedException(
          "Your keys were changed from here, and the answer was lost: strongroom unlock");
    }
    throw device.pins().self().flatMap(own::lineOf).isPresent()
        ? changed(own.newest().body())
        : new AuthenticationException(
            ErrorCode.SELF_KEY_CHANGED, "the directory states other keys for you than yours");
  }

  /** Pins what a machine of before this was pinned has open. */
  private static void requireConfirmed(Device device, Signed<Identity> acting) {
    Pins pins = device.pins();
    Optional<Hash> self = pins.self();
    if (self.isEmpty()) {
      pins.pinSelf(acting.hash());
      pins.save();
    } else if (!self.get().equals(acting.hash())) {
      throw changed(acting.body());
    }
  }

  /** Whether a rotation to {@code identity} was begun here and is not finished. */
  static boolean isRotating(Device device, Hash identity) {
    Optional<Device.Rotating> rotating = device.rotation();
    rotating.ifPresent(r -> r.accountSecret().close());
    return rotating.filter(r -> r.to().equals(identity)).isPresent();
  }

  /** What somebody is told whose key was changed elsewhere. */
  static AuthenticationException changed(Identity to) {
    return new AuthenticationException(
        ErrorCode.SELF_KEY_CHANGED,
        "your key was changed elsewhere (generation "
            + to.generation()
            + ", "
            + to.cause().name().toLowerCase(Locale.ROOT)
            + ", said to be of "
            + to.header().time()
            + "). If that was you: strongroom identity confirm. If not, call your administrator");
  }
}
