package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Suite;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a device that has the keys hands to a new one: a slot's contents and the account secret,
 * sealed to the new device's own key. The HPKE info binds the code that was typed, the user and the
 * generation.
 */
public record DeviceApproval(
    OrganisationId organisation, UserId user, long generation, Bytes sealed) {
  public static final int MAX_BYTES = 16 << 10;
  private static final String TYPE = "approval";

  /**
   * What a new device gets.
   *
   * @param contents the identity secret, and what the approving device knows of the organisation
   */
  public record Opened(SlotContents contents, AccountSecret accountSecret)
      implements AutoCloseable {
    @Override
    public void close() {
      contents.close();
      accountSecret.close();
    }
  }

  /**
   * Seals to {@code key}, which the server gave, if it is the one that {@code code} was made for.
   *
   * @throws AuthenticationException {@link ErrorCode#DEVICE_CODE} otherwise
   */
  public static DeviceApproval seal(
      SlotContents contents,
      AccountSecret accountSecret,
      UserId user,
      long generation,
      KemPublicKey key,
      DeviceCode code) {
    if (!code.commitsTo(key)) {
      throw new AuthenticationException(
          ErrorCode.DEVICE_CODE, "the new device's key is not the one that its code was made for");
    }
    OrganisationId organisation = contents.organisation();
    byte[] fixed = contents.encode();
    try (SecretBytes plaintext =
        accountSecret
            .value()
            .with(account ->
                SecretBytes.takeOver(
                    ByteBuffer.allocate(fixed.length + account.length)
                        .put(account)
                        .put(fixed)
                        .array()))) {
      Bytes info = info(organisation, user, generation, code);
      return new DeviceApproval(organisation, user, generation, Hpke.seal(key, info, plaintext));
    } finally {
      Arrays.fill(fixed, (byte) 0);
    }
  }

  /**
   * Opens what came back for {@code code}.
   *
   * @throws AuthenticationException {@link ErrorCode#DEVICE_CODE}, whatever the reason: it was not
   *     made where the code was typed
   */
  public Opened open(KemPrivateKey key, DeviceCode code) {
    Bytes info = info(organisation, user, generation, code);
    try (SecretBytes plaintext = Hpke.open(key, info, sealed)) {
      return plaintext.with(bytes -> {
        if (bytes.length < AccountSecret.LENGTH_BYTES) {
          throw KeySlot.failed();
        }
        int at = AccountSecret.LENGTH_BYTES;
        try (SecretBytes rest = SecretBytes.takeOver(Arrays.copyOfRange(bytes, at, bytes.length))) {
          SlotContents contents = SlotContents.decode(rest, organisation);
          SecretBytes account = SecretBytes.takeOver(Arrays.copyOfRange(bytes, 0, at));
          return new Opened(contents, AccountSecret.of(account));
        }
      });
    } catch (ProtocolException _) {
      throw new AuthenticationException(
          ErrorCode.DEVICE_CODE, "the approval was not made where this device's code was typed");
    }
  }

  private static Bytes info(
      OrganisationId organisation, UserId user, long generation, DeviceCode code) {
    return Context.of("device-approval", organisation)
        .with(user.value())
        .with(generation)
        .with(code.value())
        .encode();
  }

  public Bytes encode() {
    return JsonObject.builder()
        .put("type", TYPE)
        .put("suite", Suite.SR1)
        .put("organisation", organisation.value())
        .put("user", user.value())
        .put("generation", generation)
        .put("sealed", sealed)
        .build()
        .encode();
  }

  public static DeviceApproval decode(Bytes json) {
    JsonObject in = JsonObject.parse(json, MAX_BYTES);
    Suite.require(in.number("suite"));
    if (!in.text("type").equals(TYPE)) {
      throw JsonObject.malformed("not the approval of a device");
    }
    return new DeviceApproval(
        in.as("organisation", OrganisationId::parse),
        in.as("user", UserId::parse),
        in.unsigned("generation"),
        in.bytes("sealed"));
  }
}
