package dev.strongroom.protocol.epoch;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.seal.Sealed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What belongs to a chain and not to an epoch: its name; for a room also its index key, with a
 * number. Sealed under the epoch's box key and padded, so that its length does not tell the name's.
 * The link holds a commitment, which the blinder hides and which a rekey leaves unchanged.
 */
public final class ChainBox implements AutoCloseable {
  public static final int MAX_NAME_BYTES = 255;
  private static final int SECRET_BYTES = 32;
  private static final int PAD = 256;

  /** Which chain: the two have commitments of their own. */
  public enum Kind {
    GROUP("group-box"),
    ROOM("room-box");

    private final String purpose;

    Kind(String purpose) {
      this.purpose = purpose;
    }
  }

  private final Kind kind;
  private final String name;
  private final long indexKeyNumber;
  private final SecretBytes indexKey;
  private final SecretBytes blinder;

  private ChainBox(
      Kind kind, String name, long indexKeyNumber, SecretBytes indexKey, SecretBytes blinder) {
    int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (nameBytes == 0 || nameBytes > MAX_NAME_BYTES) {
      throw new MalformedException(ErrorCode.NAME_UNSAFE, "a name has 1 to 255 bytes");
    }
    this.kind = kind;
    this.name = name;
    this.indexKeyNumber = indexKeyNumber;
    this.indexKey = indexKey;
    this.blinder = blinder;
  }

  /** A new room's box, with a fresh index key (number 1) and blinder. */
  public static ChainBox ofRoom(String name, SecureRandom random) {
    return new ChainBox(
        Kind.ROOM,
        name,
        1,
        SecretBytes.random(random, SECRET_BYTES),
        SecretBytes.random(random, SECRET_BYTES));
  }

  /** A new group's box. A group has no index key: number 0, and all zeros. */
  public static ChainBox ofGroup(String name, SecureRandom random) {
    return new ChainBox(
        Kind.GROUP,
        name,
        0,
        SecretBytes.takeOver(new byte[SECRET_BYTES]),
        SecretBytes.random(random, SECRET_BYTES));
  }

  /** The same room's box with the next index key and a fresh blinder. */
  public ChainBox withNextIndexKey(SecureRandom random) {
    return withIndexKey(indexKeyNumber + 1, random);
  }

  /**
   * The same room's box with a new index key and a fresh blinder.
   *
   * @param number of the index key, later than the present one's
   */
  public ChainBox withIndexKey(long number, SecureRandom random) {
    if (kind != Kind.ROOM || number <= indexKeyNumber) {
      throw new IllegalStateException("a room's new index key has a later number");
    }
    return new ChainBox(
        kind,
        name,
        number,
        SecretBytes.random(random, SECRET_BYTES),
        SecretBytes.random(random, SECRET_BYTES));
  }

  public String name() {
    return name;
  }

  public long indexKeyNumber() {
    return indexKeyNumber;
  }

  /** Owned by this object. */
  public SecretBytes indexKey() {
    return indexKey;
  }

  /** What the link states. */
  public Hash commitment(OrganisationId organisation) {
    Context context =
        Context.of(kind.purpose + "-commitment", organisation).with(name).with(indexKeyNumber);
    indexKey.with(context::with);
    blinder.with(context::with);
    return Sha256.of(context);
  }

  public Bytes seal(OrganisationId organisation, EpochSecret epoch, SecureRandom random) {
    byte[] plaintext = encode();
    try (SecretBytes key = epoch.boxKey()) {
      return Sealed.seal(key, context(kind, organisation, epoch), plaintext, random);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Opens a box and compares it with the link's commitment.
   *
   * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} if it is not what the link
   *     commits to
   */
  public static ChainBox open(
      Kind kind, OrganisationId organisation, EpochSecret epoch, Bytes box, Hash commitment) {
    ChainBox opened;
    try (SecretBytes key = epoch.boxKey();
        SecretBytes plaintext = Sealed.open(key, context(kind, organisation, epoch), box)) {
      opened = plaintext.with(bytes -> decode(kind, bytes));
    }
    if (!opened.commitment(organisation).equals(commitment)) {
      opened.close();
      throw new AuthenticationException(
          ErrorCode.GROUP_CHAIN, "a box holds something else than its link commits to");
    }
    return opened;
  }

  private static Context context(Kind kind, OrganisationId organisation, EpochSecret epoch) {
    return Context.of(kind.purpose, organisation).with(epoch.publicKey().value());
  }

  /** Number, index key, blinder, 2-byte length and the name, then zeros up to a multiple of 256. */
  private byte[] encode() {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int length = 8 + 2 * SECRET_BYTES + 2 + utf8.length;
    ByteBuffer out = ByteBuffer.allocate((length + PAD - 1) / PAD * PAD);
    out.putLong(indexKeyNumber);
    indexKey.with(out::put);
    blinder.with(out::put);
    out.putShort((short) utf8.length);
    out.put(utf8);
    return out.array();
  }

  private static ChainBox decode(Kind kind, byte[] bytes) {
    int fixed = 8 + 2 * SECRET_BYTES + 2;
    if (bytes.length < fixed || bytes.length % PAD != 0) {
      throw malformed();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long number = in.getLong();
    byte[] indexKey = new byte[SECRET_BYTES];
    byte[] blinder = new byte[SECRET_BYTES];
    in.get(indexKey).get(blinder);
    int length = Short.toUnsignedInt(in.getShort());
    boolean fits = length <= MAX_NAME_BYTES && length <= in.remaining();
    if (!fits || (fixed + length + PAD - 1) / PAD * PAD != bytes.length) {
      throw malformed();
    }
    String name = new String(bytes, fixed, length, StandardCharsets.UTF_8);
    return new ChainBox(
        kind, name, number, SecretBytes.takeOver(indexKey), SecretBytes.takeOver(blinder));
  }

  private static MalformedException malformed() {
    return new MalformedException(ErrorCode.GROUP_CHAIN, "not a chain's box");
  }

  @Override
  public void close() {
    indexKey.close();
    blinder.close();
  }
}
