package dev.strongroom.protocol.epoch;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.seal.Sealed;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * The secrets of earlier epochs, sealed under the present one, so that those who stay still read
 * what was there. The context is the present epoch's public key; each secret is checked against its
 * own link's.
 */
public final class HistoryBox {
  /** More epochs than a room has between two retirements; bounds what a client opens. */
  public static final int MAX_EPOCHS = 10_000;

  private static final int ENTRY_BYTES = 8 + EpochSecret.LENGTH_BYTES;

  private HistoryBox() {}

  public static Bytes seal(
      OrganisationId organisation,
      EpochSecret present,
      Map<Long, EpochSecret> earlier,
      SecureRandom random) {
    if (earlier.size() > MAX_EPOCHS) {
      throw new MalformedException(ErrorCode.LIMIT, "more than " + MAX_EPOCHS + " epochs in use");
    }
    ByteBuffer plaintext = ByteBuffer.allocate(earlier.size() * ENTRY_BYTES);
    new TreeMap<>(earlier)
        .forEach((epoch, secret) -> {
          plaintext.putLong(epoch);
          secret.value().with(plaintext::put);
        });
    try (SecretBytes key = present.historyKey()) {
      Context context = context(organisation, present.publicKey());
      return Sealed.seal(key, context, plaintext.array(), random);
    } finally {
      Arrays.fill(plaintext.array(), (byte) 0);
    }
  }

  /**
   * Opens a box.
   *
   * @param statedKey the public key that the chain states for an epoch; throws for an epoch it does
   *     not have
   * @throws dev.strongroom.protocol.NotForThisKeyException {@link ErrorCode#KEY_MISMATCH} where a
   *     secret is not its epoch's
   */
  public static SortedMap<Long, EpochSecret> open(
      OrganisationId organisation,
      EpochSecret present,
      Bytes box,
      LongFunction<KemPublicKey> statedKey) {
    try (SecretBytes key = present.historyKey();
        SecretBytes plaintext = Sealed.open(key, context(organisation, present.publicKey()), box)) {
      return plaintext.with(bytes -> decode(organisation, bytes, statedKey));
    }
  }

  private static SortedMap<Long, EpochSecret> decode(
      OrganisationId organisation, byte[] bytes, LongFunction<KemPublicKey> statedKey) {
    if (bytes.length % ENTRY_BYTES != 0 || bytes.length / ENTRY_BYTES > MAX_EPOCHS) {
      throw new MalformedException(ErrorCode.LIMIT, "not a history box");
    }
    SortedMap<Long, EpochSecret> secrets = new TreeMap<>();
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      while (in.hasRemaining()) {
        long epoch = in.getLong();
        byte[] secret = new byte[EpochSecret.LENGTH_BYTES];
        in.get(secret);
        if (!secrets.isEmpty() && secrets.lastKey() >= epoch) {
          throw new MalformedException(ErrorCode.LIMIT, "a history box out of order");
        }
        secrets.put(
            epoch,
            EpochSecret.matching(
                organisation, SecretBytes.takeOver(secret), statedKey.apply(epoch)));
      }
      return secrets;
    } catch (RuntimeException e) {
      secrets.values().forEach(EpochSecret::close);
      throw e;
    }
  }

  private static Context context(OrganisationId organisation, KemPublicKey present) {
    return Context.of("history-box", organisation).with(present.value());
  }
}
