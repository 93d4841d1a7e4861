package dev.strongroom.protocol.commit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A commit.
 *
 * @param room whose history it is
 * @param history RFC 6962 root over the payload hashes of all commits before it
 * @param linkSequence of the room link under which the author acts
 * @param link hash of that link
 * @param via group and head through which the author acts, where he does not act in person
 * @param epoch of the records
 * @param indexKey number of the index key
 * @param changes RFC 6962 root over the records
 * @param changeCount how many records
 * @param deposits hashes of the deposits that it adopts, each once
 * @param state root of the state tree after them
 * @param directory the newest checkpoint of the directory log that the author knew, a signed note
 */
public record Commit(
    Header header,
    ChainId room,
    Hash history,
    long linkSequence,
    Hash link,
    Optional<GroupHead> via,
    Author author,
    long epoch,
    long indexKey,
    Hash changes,
    long changeCount,
    List<Hash> deposits,
    Hash state,
    String directory) {
  /** Records of one commit; larger uploads are split. */
  public static final int MAX_CHANGES = 10_000;

  /** Deposits that one commit adopts: what fits into its payload. */
  public static final int MAX_DEPOSITS = 1_000;

  private static final Set<String> FIELDS =
      Set.of(
          "room",
          "history",
          "link",
          "linkSequence",
          "via",
          "author",
          "epoch",
          "indexKey",
          "changes",
          "changeCount",
          "deposits",
          "state",
          "directory");

  public Commit {
    deposits = List.copyOf(deposits);
    if (deposits.size() > MAX_DEPOSITS) {
      throw new MalformedException(
          ErrorCode.LIMIT, "a commit adopts at most " + MAX_DEPOSITS + " deposits");
    }
    if (new HashSet<>(deposits).size() != deposits.size()) {
      throw new AuthenticationException(ErrorCode.DEPOSIT, "a commit adopts a deposit twice");
    }
    Checkpoints.field(directory);
    if (changeCount < 0 || changeCount > MAX_CHANGES) {
      throw new MalformedException(
          ErrorCode.LIMIT, "a commit has at most " + MAX_CHANGES + " changes");
    }
  }

  public CommitRef ref(Hash hash) {
    return new CommitRef(header.sequence(), hash);
  }

  public static Signed<Commit> sign(Commit commit, SigningKey key) {
    return new Signed<>(commit, Envelope.sign(StatementKind.COMMIT, commit.encode(), List.of(key)));
  }

  /** Decodes without verifying: {@link CommitCheck} does that. */
  public static Signed<Commit> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.COMMIT) {
      throw JsonObject.malformed("not a commit");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    Header header = Header.read(in, FIELDS);
    return new Signed<>(
        new Commit(
            header,
            in.as("room", ChainId::parse),
            in.as("history", Hash::parse),
            in.unsigned("linkSequence"),
            in.as("link", Hash::parse),
            in.optional("via", n -> GroupHead.decode(in.object(n))),
            Author.decode(in.object("author")),
            in.unsigned("epoch"),
            in.unsigned("indexKey"),
            in.as("changes", Hash::parse),
            in.unsigned("changeCount"),
            in.texts("deposits").stream().map(Hash::parse).toList(),
            in.as("state", Hash::parse),
            in.text("directory")),
        envelope);
  }

  private Bytes encode() {
    JsonObject.Builder out =
        header
            .write()
            .put("room", room.value())
            .put("history", history.value())
            .put("linkSequence", linkSequence)
            .put("link", link.value());
    via.ifPresent(head -> out.put("via", head.encode()));
    return out.put("author", author.encode())
        .put("epoch", epoch)
        .put("indexKey", indexKey)
        .put("changes", changes.value())
        .put("changeCount", changeCount)
        .putTexts("deposits", deposits.stream().map(Hash::toString).toList())
        .put("state", state.value())
        .put("directory", directory)
        .build()
        .encode();
  }
}
