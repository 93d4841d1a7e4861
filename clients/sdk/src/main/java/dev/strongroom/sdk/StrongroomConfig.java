package dev.strongroom.sdk;

import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Strictness;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * How a client is set up.
 *
 * @param folder this client's own folder
 * @param runtime folder that goes with the login session; holds the key of an unlocked session
 * @param random source of every key that this client makes
 */
public record StrongroomConfig(Path folder, Path runtime, SecureRandom random, Clock clock) {
  /** A client in {@code folder}, with the system's randomness and clock. */
  public static StrongroomConfig in(Path folder) {
    return new StrongroomConfig(
        folder, Device.runtimeFolder(), new SecureRandom(), Clock.systemUTC());
  }

  /** What a contact's routine rotation does in this client. */
  public Strictness strictness() {
    return device().strictness();
  }

  public void rememberStrictness(Strictness strictness) {
    device().rememberStrictness(strictness);
  }

  Device device() {
    return Device.open(folder, runtime, random, clock);
  }
}
