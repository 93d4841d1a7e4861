package dev.strongroom.protocol.node;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.seal.Cobblestone;
import dev.strongroom.protocol.seal.Sealed;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a node is called and what its content is sealed with. Sealed under the node key, padded to a
 * multiple of 256 bytes.
 *
 * @param mediaType up to 127 ASCII characters; may be empty
 * @param modified to the millisecond
 * @param size of the plaintext
 * @param contentKey of a file; owned by this object
 * @param formerParent of a node in the bin
 */
public record Metadata(
    NodeName name,
    String mediaType,
    Instant modified,
    long size,
    Optional<ContentKey> contentKey,
    Optional<NodeId> formerParent)
    implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final int PAD = 256;
  private static final int MAX_MEDIA_TYPE = 127;

  public Metadata {
    boolean ascii = mediaType.chars().allMatch(c -> c > 0x20 && c < 0x7f || c == ' ');
    if (mediaType.length() > MAX_MEDIA_TYPE || !ascii || size < 0) {
      throw new MalformedException(ErrorCode.STATEMENT, "not a node's metadata");
    }
  }

  /** Which revision the metadata belongs to: its context. */
  public record Place(
      OrganisationId organisation,
      ChainId room,
      NodeId node,
      long revision,
      Optional<Hash> previous) {
    public static Place of(ChangeRecord record) {
      return new Place(
          record.organisation(),
          record.room(),
          record.node(),
          record.revision(),
          record.previous());
    }

    Context context() {
      return Context.of("metadata", organisation)
          .with(room.value())
          .with(node.value())
          .with(revision)
          .with(previous.map(Hash::value).orElse(Bytes.empty()));
    }
  }

  public Bytes seal(NodeKey key, Place place, SecureRandom random) {
    return seal(key, place.context(), random);
  }

  /** Seals the metadata of a deposit. */
  public Bytes seal(NodeKey key, DepositPlace place, SecureRandom random) {
    return seal(key, place.metadata(), random);
  }

  private Bytes seal(NodeKey key, Context context, SecureRandom random) {
    byte[] plaintext = encode();
    try {
      return Sealed.seal(key.value(), context, plaintext, random);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Opens the metadata of {@code record}.
   *
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#KEY_COMMIT}, {@link
   *     ErrorCode#CT_CORRUPT}, {@link ErrorCode#NAME_UNSAFE}
   */
  public static Metadata open(NodeKey key, ChangeRecord record) {
    return open(key, Place.of(record).context(), record.metadata(), record.content().isPresent());
  }

  /**
   * Opens the metadata of a deposit, which is always a file's.
   *
   * @throws dev.strongroom.protocol.ProtocolException as for {@link #open(NodeKey, ChangeRecord)}
   */
  public static Metadata open(NodeKey key, DepositPlace place, Bytes sealed) {
    return open(key, place.metadata(), sealed, true);
  }

  private static Metadata open(NodeKey key, Context context, Bytes sealed, boolean file) {
    Metadata metadata;
    try (SecretBytes plaintext = Sealed.open(key.value(), context, sealed)) {
      metadata = plaintext.with(Metadata::decode);
    }
    if (metadata.contentKey().isPresent() != file) {
      metadata.close();
      throw malformed();
    }
    return metadata;
  }

  /**
   * Requires that {@code key} is the one that {@code record}'s metadata is sealed with, by its
   * commitment; nothing is opened.
   *
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#KEY_COMMIT}
   */
  public static void requireKey(NodeKey key, ChangeRecord record) {
    Sealed.requireKey(key.value(), Place.of(record).context(), record.metadata());
  }

  /** Version, length, then fields as length and bytes; zeros up to a multiple of 256. */
  private byte[] encode() {
    byte[] nameBytes = name.value().getBytes(StandardCharsets.UTF_8);
    byte[] typeBytes = mediaType.getBytes(StandardCharsets.US_ASCII);
    int keyBytes = contentKey.isPresent() ? Cobblestone.KEY_BYTES : 0;
    int parentBytes = formerParent.isPresent() ? NodeId.LENGTH_BYTES : 0;
    int length =
        1 + 2 + nameBytes.length + 2 + typeBytes.length + 8 + 8 + 1 + keyBytes + 1 + parentBytes;
    ByteBuffer out = ByteBuffer.allocate((length + PAD - 1) / PAD * PAD);
    out.put(VERSION);
    out.putShort((short) nameBytes.length).put(nameBytes);
    out.putShort((short) typeBytes.length).put(typeBytes);
    out.putLong(modified.toEpochMilli()).putLong(size);
    out.put((byte) keyBytes);
    contentKey.ifPresent(key -> key.value().with(out::put));
    out.put((byte) parentBytes);
    formerParent.ifPresent(parent -> out.put(parent.value().buffer()));
    return out.array();
  }

  private static Metadata decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (bytes.length % PAD != 0 || in.get() != VERSION) {
        throw malformed();
      }
      NodeName name = new NodeName(text(in, NodeName.MAX_BYTES));
      String mediaType = text(in, MAX_MEDIA_TYPE);
      Instant modified = Instant.ofEpochMilli(in.getLong());
      long size = in.getLong();
      byte[] key = field(in, Cobblestone.KEY_BYTES);
      byte[] parent = field(in, NodeId.LENGTH_BYTES);
      requireZeros(in);
      return new Metadata(
          name,
          mediaType,
          modified,
          size,
          key.length == 0
              ? Optional.empty()
              : Optional.of(ContentKey.of(SecretBytes.takeOver(key))),
          parent.length == 0 ? Optional.empty() : Optional.of(new NodeId(Bytes.of(parent))));
    } catch (BufferUnderflowException e) {
      throw malformed();
    }
  }

  private static String text(ByteBuffer in, int max) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > max) {
      throw malformed();
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Absent (length 0) or of exactly {@code length} bytes. */
  private static byte[] field(ByteBuffer in, int length) {
    int actual = Byte.toUnsignedInt(in.get());
    if (actual != 0 && actual != length) {
      throw malformed();
    }
    byte[] field = new byte[actual];
    in.get(field);
    return field;
  }

  private static void requireZeros(ByteBuffer in) {
    if (in.remaining() >= PAD) {
      throw malformed();
    }
    while (in.hasRemaining()) {
      if (in.get() != 0) {
        throw malformed();
      }
    }
  }

  private static AuthenticationException malformed() {
    return new AuthenticationException(ErrorCode.CT_CORRUPT, "metadata that does not decode");
  }

  @Override
  public void close() {
    contentKey.ifPresent(ContentKey::close);
  }
}
