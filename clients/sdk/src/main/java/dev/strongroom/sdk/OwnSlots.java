package dev.strongroom.sdk;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.slot.KeySlots;
import java.util.List;
import java.util.Optional;

/** Opens this user's own key slots, and requires that what they hold is his. */
final class OwnSlots {
  private final Enrolment enrolment;
  private final Device device;

  OwnSlots(Enrolment enrolment, Device device) {
    this.enrolment = enrolment;
    this.device = device;
  }

  /** With the account secret of this machine, or of a rotation whose answer it never saw. */
  Opened openOwn(
      Device.Membership membership, SecretBytes passphrase, AccountSecret accountSecret) {
    Optional<Device.Rotating> rotating = device.rotation();
    try {
      Opened opened = open(membership, passphrase, accountSecret);
      requireConfirmed(opened, rotating);
      return opened;
    } catch (NotForThisKeyException e) {
      if (rotating.isEmpty()) {
        throw e;
      }
      return open(membership, passphrase, rotating.get().accountSecret());
    } finally {
      rotating.ifPresent(r -> r.accountSecret().close());
    }
  }

  /**
   * Requires that the generation was made or confirmed on this machine; closes it otherwise.
   *
   * @throws AuthenticationException {@link ErrorCode#SELF_KEY_CHANGED}
   */
  void requireConfirmed(Opened opened) {
    Optional<Device.Rotating> rotating = device.rotation();
    rotating.ifPresent(r -> r.accountSecret().close());
    requireConfirmed(opened, rotating);
  }

  private void requireConfirmed(Opened opened, Optional<Device.Rotating> rotating) {
    Hash acting = opened.acting().hash();
    boolean made = rotating.filter(r -> r.to().equals(acting)).isPresent();
    boolean known = device.pins().self().filter(self -> !self.equals(acting)).isEmpty();
    if (!made && !known) {
      opened.close();
      throw OwnIdentity.changed(opened.acting().body());
    }
  }

  /**
   * A slot, opened.
   *
   * @param acting the generation whose secret it holds
   * @param accountSecret that opened it
   */
  record Opened(SlotContents contents, Signed<Identity> acting, AccountSecret accountSecret)
      implements AutoCloseable {
    @Override
    public void close() {
      contents.close();
      accountSecret.close();
    }
  }

  /** The first slot that opens: a reset of this user's may have one beside that of his earlier. */
  Opened open(Device.Membership membership, SecretBytes passphrase, AccountSecret accountSecret) {
    List<PassphraseSlot> slots = new KeySlots(enrolment.server()).passphraseSlots();
    if (slots.isEmpty()) {
      throw new LockedException("You have no keys yet: strongroom enrol");
    }
    Optional<NotForThisKeyException> failure = Optional.empty();
    for (PassphraseSlot slot : slots) {
      slot.requireOf(membership.organisation(), membership.user());
      try {
        return opened(membership, slot.open(passphrase, accountSecret), accountSecret);
      } catch (NotForThisKeyException e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    throw failure.orElseThrow();
  }

  /** What was opened must be of the organisation and the keys that the server shows. */
  Opened opened(Device.Membership membership, SlotContents contents, AccountSecret accountSecret) {
    try {
      Pins.Place policy = new Pins.Place(contents.policySequence(), contents.policy());
      People people =
          enrolment.people(contents.organisation(), Optional.of(policy), contents.checkpoint());
      return new Opened(
          contents,
          requireOwnKeys(people, membership, contents),
          AccountSecret.of(accountSecret.value().copy()));
    } catch (RuntimeException e) {
      contents.close();
      throw e;
    }
  }

  /** The opened secret must lead to keys that the directory states for this user. */
  private static Signed<Identity> requireOwnKeys(
      People people, Device.Membership membership, SlotContents contents) {
    IdentityChain stated = people.of(membership.user());
    try (IdentityKeys keys = IdentityKeys.derive(contents.secret(), membership.organisation())) {
      return stated
          .ofKeys(keys)
          .orElseThrow(() ->
              new AuthenticationException(
                  ErrorCode.SELF_KEY_CHANGED,
                  "the directory states other keys for you than the ones you opened"));
    }
  }
}
