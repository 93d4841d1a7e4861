package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.history.MerkleLog;
import java.nio.ByteBuffer;

/**
 * One line of the directory log: that a statement exists, and of what. No names, no lists.
 *
 * @param subject what the statement is about: a user, a chain, or the organisation; 32 bytes
 * @param sequence its place there
 * @param payload hash of the statement's payload; for a map its root
 */
public record DirectoryEntry(Kind kind, Bytes subject, long sequence, Hash payload) {
  /** One byte of kind, subject, sequence big-endian, hash. */
  public static final int LENGTH_BYTES = 1 + 32 + 8 + Hash.LENGTH_BYTES;

  /** What an entry is about. */
  public enum Kind {
    POLICY(1, "policy"),
    IDENTITY(2, "identity"),
    ATTESTATION(3, "attestation"),
    GROUP(4, "group"),
    ROOM(5, "room"),
    /** The root of the map of all rooms' heads. */
    MAP(6, "map");

    private final byte number;
    private final String text;

    Kind(int number, String text) {
      this.number = (byte) number;
      this.text = text;
    }

    private static Kind of(byte number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw malformed();
    }
  }

  public DirectoryEntry {
    if (subject.length() != 32 || sequence < 0) {
      throw malformed();
    }
  }

  public static DirectoryEntry identity(UserId user, long sequence, Hash payload) {
    return new DirectoryEntry(Kind.IDENTITY, user.value(), sequence, payload);
  }

  public static DirectoryEntry attestation(UserId person, Hash payload) {
    return new DirectoryEntry(Kind.ATTESTATION, person.value(), 0, payload);
  }

  public static DirectoryEntry policy(OrganisationId organisation, long sequence, Hash payload) {
    return new DirectoryEntry(Kind.POLICY, organisation.value(), sequence, payload);
  }

  public static DirectoryEntry group(ChainId group, long sequence, Hash payload) {
    return new DirectoryEntry(Kind.GROUP, group.value(), sequence, payload);
  }

  public static DirectoryEntry room(ChainId room, long sequence, Hash payload) {
    return new DirectoryEntry(Kind.ROOM, room.value(), sequence, payload);
  }

  /** A map of all rooms' heads, the {@code number}th, by its root. */
  public static DirectoryEntry map(OrganisationId organisation, long number, Hash root) {
    return new DirectoryEntry(Kind.MAP, organisation.value(), number, root);
  }

  /** The RFC 6962 leaf hash; it binds the organisation. */
  public Hash leaf(OrganisationId organisation) {
    return MerkleLog.leaf(
        Context.of("directory-entry", organisation)
            .with(kind.text)
            .with(subject)
            .with(sequence)
            .with(payload.value())
            .encode());
  }

  /** The entry as it travels, {@value #LENGTH_BYTES} bytes. */
  public Bytes encode() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH_BYTES);
    out.put(kind.number);
    out.put(subject.buffer());
    out.putLong(sequence);
    out.put(payload.value().buffer());
    return Bytes.of(out.array());
  }

  /**
   * @throws MalformedException {@link ErrorCode#DIR_PROOF}
   */
  public static DirectoryEntry decode(Bytes encoding) {
    if (encoding.length() != LENGTH_BYTES) {
      throw malformed();
    }
    return new DirectoryEntry(
        Kind.of(encoding.at(0)),
        encoding.slice(1, 33),
        encoding.slice(33, 41).buffer().getLong(),
        new Hash(encoding.slice(41, LENGTH_BYTES)));
  }

  private static MalformedException malformed() {
    return new MalformedException(ErrorCode.DIR_PROOF, "not an entry of the directory log");
  }
}
