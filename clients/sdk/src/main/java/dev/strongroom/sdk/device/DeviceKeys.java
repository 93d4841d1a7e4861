package dev.strongroom.sdk.device;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.DeviceId;
import dev.strongroom.protocol.slot.DeviceSlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * This device's own key, and while it waits for an approval the key that the answer is sealed to:
 * each in a file for its owner alone.
 */
public final class DeviceKeys {
  private static final int CODE_BYTES = 20;

  private final Path own;
  private final Path waiting;

  public DeviceKeys(Path folder) {
    this.own = folder.resolve("device-key");
    this.waiting = folder.resolve("device-waiting");
  }

  /** The key under which this device's slot is sealed. */
  public record Own(DeviceId id, SecretBytes key) implements AutoCloseable {
    @Override
    public void close() {
      key.close();
    }
  }

  /** A request for approval that waits. */
  public record Waiting(DeviceId id, SecretBytes seed, DeviceCode code) implements AutoCloseable {
    @Override
    public void close() {
      seed.close();
    }
  }

  public Optional<Own> own() {
    return PrivateFile.read(own)
        .map(bytes -> {
          requireLength(own, bytes, DeviceId.LENGTH_BYTES + DeviceSlot.KEY_BYTES);
          try {
            return new Own(
                new DeviceId(Bytes.of(bytes, 0, DeviceId.LENGTH_BYTES)),
                SecretBytes.takeOver(
                    Arrays.copyOfRange(bytes, DeviceId.LENGTH_BYTES, bytes.length)));
          } finally {
            Arrays.fill(bytes, (byte) 0);
          }
        });
  }

  public void remember(Own device) {
    write(own, device.id(), device.key(), Bytes.empty());
  }

  public void forgetOwn() {
    PrivateFile.delete(own);
  }

  public Optional<Waiting> waiting() {
    return PrivateFile.read(waiting)
        .map(bytes -> {
          int key = DeviceId.LENGTH_BYTES + KemPrivateKey.SEED_BYTES;
          requireLength(waiting, bytes, key + CODE_BYTES);
          try {
            return new Waiting(
                new DeviceId(Bytes.of(bytes, 0, DeviceId.LENGTH_BYTES)),
                SecretBytes.takeOver(Arrays.copyOfRange(bytes, DeviceId.LENGTH_BYTES, key)),
                new DeviceCode(Bytes.of(bytes, key, CODE_BYTES)));
          } finally {
            Arrays.fill(bytes, (byte) 0);
          }
        });
  }

  public void remember(Waiting request) {
    write(waiting, request.id(), request.seed(), request.code().value());
  }

  public void forgetWaiting() {
    PrivateFile.delete(waiting);
  }

  private static void write(Path file, DeviceId id, SecretBytes secret, Bytes more) {
    byte[] bytes =
        secret.with(key ->
            ByteBuffer.allocate(DeviceId.LENGTH_BYTES + key.length + more.length())
                .put(id.value().buffer())
                .put(key)
                .put(more.buffer())
                .array());
    try {
      PrivateFile.write(file, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void requireLength(Path file, byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new UncheckedIOException("damaged: " + file, new IOException("of another length"));
    }
  }
}
