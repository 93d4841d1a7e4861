package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ContextReader;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.name.NameIndex;
import java.util.Optional;

/**
 * One revision of a node. Not signed by itself: a commit signs the root over its records. Has
 * exactly one encoding.
 *
 * @param revision from 1
 * @param previous hash of the earlier revision; empty exactly for the first
 * @param nameIndex blind index of the name under the parent, 32 bytes
 * @param metadata sealed under the node key; its first bytes commit to that key
 * @param content of a file; empty for everything else
 * @param epoch whose key wraps the node key at first
 */
public record ChangeRecord(
    OrganisationId organisation,
    ChainId room,
    NodeId node,
    Kind kind,
    long revision,
    Optional<Hash> previous,
    NodeId parent,
    Bytes nameIndex,
    Bytes metadata,
    Optional<BlobRef> content,
    long epoch) {
  public static final int MAX_METADATA_BYTES = 8 << 10;
  public static final int MAX_BYTES = MAX_METADATA_BYTES + 1024;
  private static final String PURPOSE = "record";

  /** What a node is. A tombstone is what erasing leaves. */
  public enum Kind {
    FOLDER(1),
    FILE(2),
    TOMBSTONE(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw malformed("a node of an unknown kind");
    }
  }

  public ChangeRecord {
    if (revision < 1 || previous.isPresent() != (revision > 1)) {
      throw malformed("revision and previous disagree");
    }
    if (nameIndex.length() != NameIndex.LENGTH_BYTES || epoch < 1) {
      throw malformed("not a name index or epoch");
    }
    if (metadata.length() > MAX_METADATA_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "metadata longer than allowed");
    }
    if (content.isPresent() != (kind == Kind.FILE)) {
      throw malformed("a file has content, and nothing else has");
    }
    if (metadata.isEmpty() != (kind == Kind.TOMBSTONE)) {
      throw malformed("a tombstone has no metadata, and everything else has");
    }
    if (node.equals(parent)) {
      throw malformed("a node cannot be its own parent");
    }
  }

  public Bytes encode() {
    return Context.of(PURPOSE, organisation)
        .with(room.value())
        .with(node.value())
        .with(new byte[] {kind.code})
        .with(revision)
        .with(previous.map(Hash::value).orElse(Bytes.empty()))
        .with(parent.value())
        .with(nameIndex)
        .with(metadata)
        .with(content.map(ChangeRecord::encodeContent).orElse(Bytes.empty()))
        .with(epoch)
        .encode();
  }

  private static Bytes encodeContent(BlobRef ref) {
    return Context.bare("content-ref")
        .with(ref.content().value())
        .with(ref.blob())
        .with(ref.offset())
        .with(ref.length())
        .with(ref.digest().value())
        .encode();
  }

  /**
   * Reads a record of this room, strictly.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT}, {@link ErrorCode#LIMIT}
   */
  public static ChangeRecord decode(OrganisationId organisation, ChainId room, Bytes encoding) {
    if (encoding.length() > MAX_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "a record longer than allowed");
    }
    ContextReader in = ContextReader.of(PURPOSE, encoding);
    if (!new OrganisationId(in.next()).equals(organisation)
        || !new ChainId(in.next()).equals(room)) {
      throw malformed("a record of another room");
    }
    ChangeRecord record =
        new ChangeRecord(
            organisation,
            room,
            new NodeId(in.next()),
            Kind.of(in.next(1).at(0)),
            in.nextNumber(),
            optional(in.next()).map(Hash::new),
            new NodeId(in.next()),
            in.next(),
            in.next(),
            optional(in.next()).map(ChangeRecord::decodeContent),
            in.nextNumber());
    in.end();
    return record;
  }

  private static Optional<Bytes> optional(Bytes field) {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }

  private static BlobRef decodeContent(Bytes encoding) {
    ContextReader in = ContextReader.of("content-ref", encoding);
    BlobRef ref =
        new BlobRef(
            new ContentId(in.next()),
            in.next(),
            in.nextNumber(),
            in.nextNumber(),
            new Hash(in.next()));
    in.end();
    return ref;
  }

  /** What the state tree holds, what wraps bind, what the next revision names. */
  public Hash hash() {
    return Sha256.of(encode());
  }

  /** Its leaf in the commit's changes. */
  public Hash changesLeaf() {
    return MerkleLog.leaf(encode());
  }

  /** Where it lies in the state tree. */
  public Bytes treeKey() {
    return TreeKey.of(parent, nameIndex);
  }

  /** Its value there. */
  public Bytes treeValue() {
    return new TreeValue(node, hash()).encode();
  }

  private static MalformedException malformed(String what) {
    return new MalformedException(ErrorCode.STATEMENT, what);
  }
}
