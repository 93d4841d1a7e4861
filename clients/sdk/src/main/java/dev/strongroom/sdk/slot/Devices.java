package dev.strongroom.sdk.slot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.DeviceId;
import dev.strongroom.protocol.slot.DeviceSlot;
import dev.strongroom.protocol.slot.SlotChange;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.device.DeviceKeys;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The user's devices: those with a key slot of their own, and new ones that wait. */
public final class Devices {
  private static final String WAITING = "/identity/v1/me/devices";
  private final KeyWork work;

  public Devices(KeyWork work) {
    this.work = work;
  }

  /**
   * A new device that asks to be approved.
   *
   * @param key as the server gives it: worth nothing until a code commits to it
   */
  public record NewDevice(DeviceId id, KemPublicKey key, String label) {}

  /** The slots of devices. */
  public List<KeySlots.View> list() {
    return work.slots().list().stream().filter(view -> view.type().equals("device")).toList();
  }

  /** Id of this machine's own slot, if it has one. */
  public Optional<DeviceId> here() {
    Optional<DeviceKeys.Own> own = work.files().own();
    own.ifPresent(DeviceKeys.Own::close);
    return own.map(DeviceKeys.Own::id);
  }

  /** New devices that wait. */
  public List<NewDevice> waiting() {
    List<NewDevice> waiting = new ArrayList<>();
    for (JsonNode device : work.server().get(WAITING)) {
      if (!device.path("answered").asBoolean()) {
        waiting.add(
            new NewDevice(
                DeviceId.parse(device.path("device").asText()),
                new KemPublicKey(Bytes.fromBase64Url(device.path("key").asText())),
                device.path("label").asText()));
      }
    }
    return waiting;
  }

  /**
   * Hands this user's keys to the new device that shows {@code code}. There is nothing to agree to:
   * the code finds the device, and only the one that it was made for.
   *
   * @throws AuthenticationException {@link ErrorCode#DEVICE_CODE} if no device that waits has the
   *     key that the code commits to (T66)
   */
  public NewDevice approve(DeviceCode code) {
    NewDevice device =
        waiting().stream()
            .filter(waiting -> code.commitsTo(waiting.key()))
            .findFirst()
            .orElseThrow(() ->
                new AuthenticationException(
                    ErrorCode.DEVICE_CODE,
                    "no device that waits has the key that this code was made for"));
    try (KeyWork.Own own = work.own();
        AccountSecret account =
            work.device()
                .accountSecret()
                .orElseThrow(() -> new LockedException("This machine has no account secret."))) {
      DeviceApproval approval =
          DeviceApproval.seal(
              work.contents(own.secret()),
              account,
              work.membership().user(),
              own.identity().body().generation(),
              device.key(),
              code);
      work.server()
          .put(
              WAITING + "/" + device.id() + "/approval",
              Map.of("approval", approval.encode().toBase64Url()));
      return device;
    }
  }

  /**
   * Gives this machine a key slot of its own, which opens without the passphrase to whoever has
   * this machine's files and can sign in.
   *
   * @throws LockedException if it has one that still opens
   */
  public DeviceId add(String label) {
    List<String> there = list().stream().map(KeySlots.View::name).toList();
    if (here().filter(id -> there.contains(id.toString())).isPresent()) {
      throw new LockedException("This machine has a key slot of its own already.");
    }
    DeviceId id = DeviceId.random(work.random());
    try (KeyWork.Own own = work.own();
        SecretBytes key = SecretBytes.random(work.random(), DeviceSlot.KEY_BYTES)) {
      DeviceSlot slot = seal(own, id, key);
      // The key is kept first: a slot whose key nobody has would be worse than a key too many.
      work.files().remember(new DeviceKeys.Own(id, key));
      work.slots().put(slot, Optional.empty(), label, own.keys().signing());
    }
    return id;
  }

  private DeviceSlot seal(KeyWork.Own own, DeviceId id, SecretBytes key) {
    return DeviceSlot.seal(
        work.contents(own.secret()),
        work.membership().user(),
        own.identity().body().generation(),
        id,
        key,
        work.random());
  }

  /**
   * Deletes the slot of a device. What it has open it keeps: a lost device asks for a rotation.
   *
   * @param idOrLabel the id, its beginning, or the label
   */
  public KeySlots.View remove(String idOrLabel) {
    List<KeySlots.View> found =
        list().stream()
            .filter(view -> view.label().equals(idOrLabel) || isBeginning(view, idOrLabel))
            .toList();
    if (found.size() > 1) {
      throw new AuthenticationException(
          ErrorCode.NAME_AMBIGUOUS, "more than one device is meant: use the id");
    }
    KeySlots.View view =
        found.stream()
            .findFirst()
            .orElseThrow(() -> new ServerException(404, "not-found", "You have no such device."));
    try (KeyWork.Own own = work.own()) {
      SlotChange change =
          new SlotChange(
              work.membership().organisation(),
              work.membership().user(),
              view.name(),
              Optional.of(view.hash()),
              Optional.empty());
      work.slots().delete(view, change, own.keys().signing());
    }
    if (here().filter(id -> id.toString().equals(view.name())).isPresent()) {
      work.files().forgetOwn();
    }
    return view;
  }

  private static boolean isBeginning(KeySlots.View view, String given) {
    return given.length() >= 4 && view.name().startsWith(given);
  }
}
