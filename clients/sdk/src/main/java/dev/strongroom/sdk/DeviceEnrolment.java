package dev.strongroom.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.DeviceId;
import dev.strongroom.protocol.slot.DeviceSlot;
import dev.strongroom.protocol.slot.KeySlot;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.DeviceKeys;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.slot.Devices;
import dev.strongroom.sdk.slot.KeySlots;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine without keys gets them from one that has: it shows a code, which is typed there.
 * Signing in proves nothing here: until the user's own secret has approved it the machine has no
 * key.
 */
public final class DeviceEnrolment {
  private static final String WAITING = "/identity/v1/me/devices";
  private final StrongroomConfig config;
  private final Enrolment enrolment;
  private final Device device;
  private final DeviceKeys keys;
  private final SecureRandom random;

  public DeviceEnrolment(StrongroomConfig config) {
    this.config = config;
    this.enrolment = new Enrolment(config);
    this.device = config.device();
    this.keys = config.deviceKeys();
    this.random = config.random();
  }

  /**
   * Asks to be approved. An earlier request of this machine ends.
   *
   * @return the code, to be typed into a machine that has the keys
   */
  public DeviceCode ask(String label) {
    if (device.membership().isPresent()) {
      throw new LockedException("This machine has your keys already: strongroom unlock");
    }
    DeviceId id = DeviceId.random(random);
    try (SecretBytes seed = SecretBytes.random(random, KemPrivateKey.SEED_BYTES);
        KemPrivateKey key = KemPrivateKey.fromSeed(seed)) {
      DeviceCode code = DeviceCode.of(key.publicKey(), random);
      keys.remember(new DeviceKeys.Waiting(id, seed, code));
      enrolment
          .server()
          .post(
              WAITING,
              Map.of(
                  "device", id.toString(),
                  "key", key.publicKey().value().toBase64Url(),
                  "label", label));
      return code;
    }
  }

  /**
   * Takes the answer, if it is there: then this machine has the keys, unlocked, and a key slot of
   * its own. One answer is taken for a code, whatever it is.
   *
   * @return whether the keys are here
   * @throws AuthenticationException {@link ErrorCode#DEVICE_CODE} if the answer was not made where
   *     the code was typed (T66); {@link ErrorCode#DEVICE_UNVERIFIED} if nothing was asked, or
   *     nobody answered in time (T12); {@link ErrorCode#ROOT} if the server shows something older
   *     or other than what the answer holds (T65)
   */
  public boolean collect(String label) {
    try (DeviceKeys.Waiting waiting = keys.waiting().orElseThrow(DeviceEnrolment::unverified)) {
      JsonNode answer = answer(waiting);
      if (answer.path("waiting").asBoolean()) {
        return false;
      }
      keys.forgetWaiting();
      accept(waiting, Bytes.fromBase64Url(answer.path("approval").asText()));
    }
    new Devices(enrolment.keyWork()).add(label);
    return true;
  }

  private JsonNode answer(DeviceKeys.Waiting waiting) {
    try {
      return enrolment.server().post(WAITING + "/" + waiting.id() + "/collect", Map.of());
    } catch (ServerException e) {
      if (e.status() == 404) {
        keys.forgetWaiting();
        throw unverified();
      }
      throw e;
    }
  }

  private static AuthenticationException unverified() {
    return new AuthenticationException(
        ErrorCode.DEVICE_UNVERIFIED, "nothing of your secret has approved this machine");
  }

  private void accept(DeviceKeys.Waiting waiting, Bytes answer) {
    Server server = enrolment.server();
    Enrolment.Me me = enrolment.me();
    DeviceApproval approval = DeviceApproval.decode(answer);
    try (KemPrivateKey key = KemPrivateKey.fromSeed(waiting.seed());
        DeviceApproval.Opened opened = approval.open(key, waiting.code())) {
      UserId user = approval.user();
      if (!user.equals(me.user())) {
        throw new AuthenticationException(
            ErrorCode.DEVICE_CODE, "the approval is for somebody else than who is signed in here");
      }
      config.roots().require(opened.contents().organisation());
      Device.Membership membership =
          new Device.Membership(
              server.url(), opened.contents().organisation(), user, me.username());
      try (OwnSlots.Opened own =
          enrolment.slots().opened(membership, opened.contents(), opened.accountSecret())) {
        enrolment.begin(membership, own, RootSource.DEVICE);
      }
    }
  }

  /**
   * Unlocks with this machine's own key slot.
   *
   * @return when this user's recovery slot was fetched, if that is news: to be told
   * @throws AuthenticationException {@link ErrorCode#DEVICE_UNVERIFIED} if this machine has none,
   *     or it was removed
   */
  public Optional<Instant> unlock() {
    Device.Membership membership = enrolment.membership();
    try (DeviceKeys.Own own = keys.own().orElseThrow(DeviceEnrolment::unverified)) {
      DeviceSlot slot = slot(own.id());
      slot.requireOf(membership.organisation(), membership.user());
      return enrolment.unlock(membership, slot.open(own.key()));
    }
  }

  /**
   * Unlocks with this machine's own key slot where an unlock has run out, or went with the login
   * session that it was made in. Where its user has locked it by hand it stays so.
   *
   * @return as {@link #unlock} does
   * @throws LockedException if only the user can unlock it; the message says how
   */
  public Optional<Instant> unlockAgain() {
    Optional<IdentitySecret> open = device.unlocked(enrolment.membership());
    if (open.isPresent()) {
      open.get().close();
      return Optional.empty();
    } else if (device.isLockedByHand()) {
      throw new LockedException("Locked by hand: strongroom unlock");
    } else if (keys.own().map(DeviceEnrolment::closed).isEmpty()) {
      throw new LockedException(
          "Locked, and this machine has no key slot of its own: strongroom unlock; and strongroom"
              + " device add, to have it unlocked without you from then on.");
    }
    return unlock();
  }

  private static DeviceId closed(DeviceKeys.Own own) {
    own.close();
    return own.id();
  }

  private DeviceSlot slot(DeviceId id) {
    KeySlots slots = new KeySlots(enrolment.server());
    List<KeySlots.View> mine =
        slots.list().stream().filter(view -> view.name().equals(id.toString())).toList();
    Optional<KeySlot> slot = mine.stream().findFirst().map(slots::fetch);
    return slot.filter(DeviceSlot.class::isInstance)
        .map(DeviceSlot.class::cast)
        .orElseThrow(DeviceEnrolment::unverified);
  }
}
