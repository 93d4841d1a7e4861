package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.statement.Suite;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A slot under one device's own key: 32 random bytes that never leave it. There is nothing to
 * guess, so there is nothing to stretch. Everything beside the sealed bytes is part of their
 * context.
 *
 * @param generation of the identity whose secret this is
 */
public record DeviceSlot(
    OrganisationId organisation, UserId user, long generation, DeviceId device, Bytes sealed)
    implements KeySlot {
  public static final int KEY_BYTES = 32;
  static final String TYPE = "device";

  /** Seals {@code contents} under {@code deviceKey}, {@value #KEY_BYTES} random bytes. */
  public static DeviceSlot seal(
      SlotContents contents,
      UserId user,
      long generation,
      DeviceId device,
      SecretBytes deviceKey,
      SecureRandom random) {
    OrganisationId organisation = contents.organisation();
    byte[] plaintext = contents.encode();
    try {
      Context context = context(organisation, user, generation, device);
      Bytes sealed = Sealed.seal(deviceKey, context, plaintext, random);
      return new DeviceSlot(organisation, user, generation, device, sealed);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * @throws NotForThisKeyException {@link dev.strongroom.protocol.ErrorCode#UNLOCK_FAILED},
   *     whatever the reason
   */
  public SlotContents open(SecretBytes deviceKey) {
    Context context = context(organisation, user, generation, device);
    try (SecretBytes plaintext = Sealed.open(deviceKey, context, sealed)) {
      return SlotContents.decode(plaintext, organisation);
    } catch (ProtocolException _) {
      throw KeySlot.failed();
    }
  }

  private static Context context(
      OrganisationId organisation, UserId user, long generation, DeviceId device) {
    return Context.of("slot-device", organisation)
        .with(user.value())
        .with(generation)
        .with(device.value());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String name() {
    return device.toString();
  }

  @Override
  public Bytes encode() {
    return JsonObject.builder()
        .put("type", TYPE)
        .put("suite", Suite.SR1)
        .put("organisation", organisation.value())
        .put("user", user.value())
        .put("generation", generation)
        .put("device", device.value())
        .put("sealed", sealed)
        .build()
        .encode();
  }

  static DeviceSlot decode(JsonObject in) {
    return new DeviceSlot(
        in.as("organisation", OrganisationId::parse),
        in.as("user", UserId::parse),
        in.unsigned("generation"),
        in.as("device", DeviceId::parse),
        in.bytes("sealed"));
  }
}
