package dev.strongroom.sdk.slot;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.DeviceKeys;
import dev.strongroom.sdk.device.Roots;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What work on one's own keys needs. Policy, directory and people are verified.
 *
 * @param files this device's own key
 * @param policy the organisation's newest
 */
public record KeyWork(
    Server server,
    Device device,
    DeviceKeys files,
    Roots roots,
    Device.Membership membership,
    Signed<Policy> policy,
    DirectoryReplica directory,
    People people,
    SecureRandom random,
    Clock clock) {
  /** The user's secret, with the generation that it is of. */
  public record Own(IdentitySecret secret, IdentityKeys keys, Signed<Identity> identity)
      implements AutoCloseable {
    @Override
    public void close() {
      keys.close();
      secret.close();
    }
  }

  /**
   * The keys of the unlocked session.
   *
   * @throws LockedException if it is locked
   */
  public Own own() {
    return own(
        device
            .unlocked(membership)
            .orElseThrow(() -> new LockedException("Locked: strongroom unlock")));
  }

  /**
   * The keys of {@code secret}, which this takes over, if they are those that the directory states.
   *
   * @throws AuthenticationException {@link ErrorCode#SELF_KEY_CHANGED} if not
   */
  public Own own(IdentitySecret secret) {
    IdentityKeys keys = IdentityKeys.derive(secret, membership.organisation());
    Signed<Identity> identity =
        people
            .of(membership.user())
            .ofKeys(keys)
            .orElseThrow(() -> {
              keys.close();
              secret.close();
              return new AuthenticationException(
                  ErrorCode.SELF_KEY_CHANGED,
                  "the directory states other keys for you than the ones you opened");
            });
    return new Own(secret, keys, identity);
  }

  /** What a slot made now seals; the secret stays its owner's. */
  public SlotContents contents(IdentitySecret secret) {
    return new SlotContents(
        secret,
        membership.organisation(),
        policy.body().header().sequence(),
        policy.hash(),
        directory.note());
  }

  KeySlots slots() {
    return new KeySlots(server);
  }
}
