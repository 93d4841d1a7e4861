package dev.strongroom.sdk;

import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.DeviceKeys;
import dev.strongroom.sdk.device.Roots;
import dev.strongroom.sdk.device.Strictness;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * How a client is set up.
 *
 * @param folder this client's own folder
 * @param runtime folder that goes with the login session; holds the key of an unlocked session
 * @param rootFile where software distribution puts the root's fingerprint; need not be there
 * @param random source of every key that this client makes
 */
public record StrongroomConfig(
    Path folder, Path runtime, Path rootFile, SecureRandom random, Clock clock) {
  /** A client on a machine to which no root was distributed. */
  public StrongroomConfig(Path folder, Path runtime, SecureRandom random, Clock clock) {
    this(folder, runtime, folder.resolve("no-root-was-distributed"), random, clock);
  }

  /** A client in {@code folder}, with the system's randomness and clock. */
  public static StrongroomConfig in(Path folder) {
    return new StrongroomConfig(
        folder, Device.runtimeFolder(), distributedRoot(), new SecureRandom(), Clock.systemUTC());
  }

  private static Path distributedRoot() {
    String given = System.getenv("STRONGROOM_ROOT_FILE");
    return given == null || given.isEmpty() ? Roots.SYSTEM_FILE : Path.of(given);
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

  /** Which root this client believes in, and how it came to know it. */
  public Roots roots() {
    return new Roots(folder.toAbsolutePath().normalize(), rootFile);
  }

  DeviceKeys deviceKeys() {
    return new DeviceKeys(folder.toAbsolutePath().normalize());
  }
}
