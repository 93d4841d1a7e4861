package dev.strongroom.protocol.deposit;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.DepositId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.DepositPlace;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file sent into a room, from somebody who may read nothing there. Stands alone: sequence 0.
 *
 * @param id chosen by the depositor
 * @param room that it is sent to
 * @param linkSequence of the room link under which the depositor acts
 * @param link hash of that link
 * @param via group and head through which he acts, where he does not act in person
 * @param epoch whose public key {@code nodeKey} is sealed to
 * @param content what was uploaded
 * @param metadata sealed under the node key
 * @param nodeKey sealed by HPKE to the epoch's public key, {@link NodeKey#SEALED_BYTES} bytes
 * @param directory the newest checkpoint of the directory log that the depositor knew, a signed
 *     note
 */
public record Deposit(
    Header header,
    DepositId id,
    ChainId room,
    long linkSequence,
    Hash link,
    Optional<GroupHead> via,
    Author author,
    long epoch,
    BlobRef content,
    Bytes metadata,
    Bytes nodeKey,
    String directory) {
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "room",
          "link",
          "linkSequence",
          "via",
          "author",
          "epoch",
          "content",
          "metadata",
          "nodeKey",
          "directory");

  public Deposit {
    if (header.sequence() != 0) {
      throw JsonObject.malformed("a deposit follows on nothing");
    }
    if (epoch < 1 || metadata.isEmpty() || nodeKey.length() != NodeKey.SEALED_BYTES) {
      throw JsonObject.malformed("not the epoch, metadata or key of a deposit");
    }
    if (metadata.length() > ChangeRecord.MAX_METADATA_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "metadata longer than allowed");
    }
    Checkpoints.field(directory);
  }

  /** What its key and its metadata are bound to. */
  public DepositPlace place() {
    return new DepositPlace(header.organisation(), room, epoch, author.identity(), id);
  }

  public static Signed<Deposit> sign(Deposit deposit, SigningKey key) {
    return new Signed<>(
        deposit, Envelope.sign(StatementKind.DEPOSIT, deposit.encode(), List.of(key)));
  }

  /**
   * Decodes without verifying: {@link DepositCheck} does that.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT}, {@link ErrorCode#LIMIT}
   */
  public static Signed<Deposit> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.DEPOSIT) {
      throw JsonObject.malformed("not a deposit");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    Header header = Header.read(in, FIELDS);
    return new Signed<>(
        new Deposit(
            header,
            in.as("id", DepositId::parse),
            in.as("room", ChainId::parse),
            in.unsigned("linkSequence"),
            in.as("link", Hash::parse),
            in.optional("via", n -> GroupHead.decode(in.object(n))),
            Author.decode(in.object("author")),
            in.unsigned("epoch"),
            decodeContent(in.object("content")),
            in.bytes("metadata"),
            in.bytes("nodeKey"),
            in.text("directory")),
        envelope);
  }

  private static BlobRef decodeContent(JsonObject in) {
    return new BlobRef(
        in.as("id", ContentId::parse),
        in.bytes("blob"),
        in.unsigned("offset"),
        in.unsigned("length"),
        in.as("digest", Hash::parse));
  }

  private Bytes encode() {
    JsonObject.Builder out =
        header
            .write()
            .put("id", id.value())
            .put("room", room.value())
            .put("linkSequence", linkSequence)
            .put("link", link.value());
    via.ifPresent(head -> out.put("via", head.encode()));
    return out.put("author", author.encode())
        .put("epoch", epoch)
        .put("content", encodeContent(content))
        .put("metadata", metadata)
        .put("nodeKey", nodeKey)
        .put("directory", directory)
        .build()
        .encode();
  }

  private static JsonObject encodeContent(BlobRef content) {
    return JsonObject.builder()
        .put("id", content.content().value())
        .put("blob", content.blob())
        .put("offset", content.offset())
        .put("length", content.length())
        .put("digest", content.digest().value())
        .build();
  }
}
