package dev.strongroom.sdk.recovery;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.slot.KeySlot;
import dev.strongroom.protocol.slot.RecoverySlot;
import dev.strongroom.protocol.slot.SlotChange;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.slot.KeySlots;
import dev.strongroom.sdk.slot.KeyWork;
import java.time.Instant;
import java.util.Optional;

/**
 * A user's own recovery slot. It is made only to the key that the signed policy names, only once
 * this user has confirmed exactly that key, and never under a root that was confirmed on the screen
 * alone (T56, T65).
 */
public final class Recovery {
  private static final String NAME = "recovery";
  private final KeyWork work;
  private final KeySlots slots;

  public Recovery(KeyWork work) {
    this.work = work;
    this.slots = new KeySlots(work.server());
  }

  /**
   * How things stand.
   *
   * @param key fingerprint of the policy's recovery key, if it names one
   * @param confirmed whether this user has confirmed that key here
   * @param slot whether a slot for that key is at the server
   * @param fetched when it was fetched last for a drill or the ceremony, as the server says
   */
  public record Status(
      Optional<Fingerprint> key, boolean confirmed, boolean slot, Optional<Instant> fetched) {}

  /**
   * @throws AuthenticationException {@link ErrorCode#POLICY} if the server has a recovery slot for
   *     a key that the policy does not name: it was planted, or kept after the key was changed
   */
  public Status status() {
    Optional<Hash> key = key().map(RecoverySlot::keyHash);
    Optional<KeySlots.View> view = view();
    view.ifPresent(v -> requireNamed(slots.fetch(v), key));
    return new Status(
        key.map(Fingerprint::of),
        key.isPresent() && pins().recoveryKey().equals(key),
        view.isPresent(),
        view.flatMap(KeySlots.View::used));
  }

  /**
   * When this user's recovery slot was fetched for a drill or the ceremony, if that was not told on
   * this machine yet. The server's word: one that helps whoever fetched it keeps it back.
   */
  public static Optional<Instant> news(Server server, Device device) {
    try {
      Pins pins = device.pins();
      Optional<Instant> fetched =
          view(new KeySlots(server))
              .flatMap(KeySlots.View::used)
              .filter(used -> !pins.toldOfRecovery().equals(Optional.of(used)));
      fetched.ifPresent(used -> {
        pins.tellOfRecovery(used);
        pins.save();
      });
      return fetched;
    } catch (ServerException _) {
      // The next unlock asks again.
      return Optional.empty();
    }
  }

  private static void requireNamed(KeySlot slot, Optional<Hash> key) {
    boolean named =
        slot instanceof RecoverySlot recovery && Optional.of(recovery.recoveryKey()).equals(key);
    if (!named) {
      throw new AuthenticationException(
          ErrorCode.POLICY,
          "the server has a recovery slot of yours for a key that the policy does not name");
    }
  }

  /**
   * Confirms the policy's recovery key, and makes the slot that it opens.
   *
   * @param expected its fingerprint, as the user has it by other means or read it on the screen
   * @throws AuthenticationException {@link ErrorCode#POLICY} if the policy names no key, or one
   *     with another fingerprint; {@link ErrorCode#ROOT} under a root confirmed on the screen alone
   */
  public void confirm(Fingerprint expected) {
    work.roots()
        .requireTrusted(work.membership().organisation(), "no recovery slot is made under it");
    KemPublicKey key =
        key()
            .orElseThrow(() ->
                new AuthenticationException(
                    ErrorCode.POLICY, "the organisation's policy names no recovery key"));
    Hash hash = RecoverySlot.keyHash(key);
    if (!Fingerprint.of(hash).equals(expected)) {
      throw new AuthenticationException(
          ErrorCode.POLICY, "the policy names a recovery key with another fingerprint");
    }
    put(key);
    Pins pins = pins();
    pins.confirmRecoveryKey(Optional.of(hash));
    pins.save();
  }

  /**
   * Makes the slot again where the newest generation has none: only while the policy names the very
   * key that this user has confirmed. Where it cannot be done, it is left for another time.
   */
  public void renew() {
    Optional<KemPublicKey> confirmed =
        key().filter(k -> pins().recoveryKey().equals(Optional.of(RecoverySlot.keyHash(k))));
    boolean trusted = work.roots().source(work.membership().organisation()).trusted();
    if (confirmed.isPresent() && trusted && view().isEmpty()) {
      try {
        put(confirmed.get());
      } catch (ServerException _) {
        // The next unlock tries again.
      }
    }
  }

  private void put(KemPublicKey key) {
    Optional<Hash> before = view().map(KeySlots.View::hash);
    try (KeyWork.Own own = work.own()) {
      RecoverySlot slot =
          RecoverySlot.seal(
              work.contents(own.secret()),
              work.membership().user(),
              own.identity().body().generation(),
              key);
      slots.put(slot, before, "", own.keys().signing());
    }
  }

  /** Deletes the slot; the recovery key opens nothing of this user's from then on. */
  public void withdraw() {
    Optional<KeySlots.View> view = view();
    try (KeyWork.Own own = work.own()) {
      view.ifPresent(v ->
          slots.delete(
              v,
              new SlotChange(
                  work.membership().organisation(),
                  work.membership().user(),
                  NAME,
                  Optional.of(v.hash()),
                  Optional.empty()),
              own.keys().signing()));
    }
    Pins pins = pins();
    pins.confirmRecoveryKey(Optional.empty());
    pins.save();
  }

  private Optional<KemPublicKey> key() {
    return work.policy().body().recoveryKey();
  }

  private Optional<KeySlots.View> view() {
    return view(slots);
  }

  private static Optional<KeySlots.View> view(KeySlots slots) {
    return slots.list().stream().filter(view -> view.type().equals(NAME)).findFirst();
  }

  private Pins pins() {
    return work.device().pins();
  }
}
