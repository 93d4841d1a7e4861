package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A link of a room's chain.
 *
 * @param room absent in the first link, whose hash it is
 * @param directory the newest checkpoint of the directory log that the author knew, a signed note
 * @param grants root of the grants after this link
 * @param grantCount length of the list of grants after this link
 * @param heads newest head, known to the author, of every group granted
 * @param indexKey number of the index key in the room box
 * @param oldestEpoch oldest epoch in use
 * @param policy what holds for all that is put into the room and all who are let in
 * @param commit the newest commit that the author has verified
 * @param proposals hashes of the proposals that it answers
 * @param box for a rekey: that the present epoch's box does not open to what it should
 */
public record RoomLink(
    Header header,
    Cause cause,
    Optional<ChainId> room,
    Author author,
    String directory,
    List<Change> changes,
    Hash grants,
    long grantCount,
    List<GroupHead> heads,
    EpochInfo epoch,
    long indexKey,
    long oldestEpoch,
    RoomPolicy policy,
    Optional<CommitRef> commit,
    List<Hash> proposals,
    boolean box) {
  private static final Set<String> FIELDS =
      Set.of(
          "cause",
          "room",
          "author",
          "directory",
          "proposals",
          "reason",
          "changes",
          "grants",
          "grantCount",
          "heads",
          "epoch",
          "indexKey",
          "oldestEpoch",
          "policy",
          "commit");

  /** What a link changes in the grants. */
  public sealed interface Change {
    Grantee grantee();

    record Put(Grant grant) implements Change {
      @Override
      public Grantee grantee() {
        return grant.grantee();
      }
    }

    record Remove(Grantee grantee) implements Change {}
  }

  public RoomLink {
    Checkpoints.field(directory);
    changes = List.copyOf(changes);
    proposals = List.copyOf(proposals);
    heads = List.copyOf(heads);
    ChainLimits.require(
        changes.size() <= ChainLimits.MAX_CHANGES
            && proposals.size() <= ChainLimits.MAX_CHANGES
            && header.sequence() < ChainLimits.MAX_LINKS
            && heads.size() <= ChainLimits.MAX_GRANTS
            && grantCount <= ChainLimits.MAX_GRANTS,
        "a room's chain, list or link is over its limit");
    if ((header.sequence() == 0) != (cause == Cause.CREATE)
        || room.isPresent() != (header.sequence() > 0)) {
      throw JsonObject.malformed("place and kind of the link disagree");
    }
    LinkRules.requireWellFormed(cause, proposals, box);
    if (new HashSet<>(heads.stream().map(GroupHead::group).toList()).size() != heads.size()) {
      throw JsonObject.malformed("a group's head twice");
    }
    if (oldestEpoch < 1 || oldestEpoch > epoch.number() || indexKey < 1) {
      throw JsonObject.malformed("not an epoch or index key in use");
    }
  }

  /** A link that answers no proposal and tells of no box. */
  public RoomLink(
      Header header,
      Cause cause,
      Optional<ChainId> room,
      Author author,
      String directory,
      List<Change> changes,
      Hash grants,
      long grantCount,
      List<GroupHead> heads,
      EpochInfo epoch,
      long indexKey,
      long oldestEpoch,
      RoomPolicy policy,
      Optional<CommitRef> commit) {
    this(
        header,
        cause,
        room,
        author,
        directory,
        changes,
        grants,
        grantCount,
        heads,
        epoch,
        indexKey,
        oldestEpoch,
        policy,
        commit,
        List.of(),
        false);
  }

  /** The same, in a room that asks for no attestation. */
  public RoomLink(
      Header header,
      Cause cause,
      Optional<ChainId> room,
      Author author,
      String directory,
      List<Change> changes,
      Hash grants,
      long grantCount,
      List<GroupHead> heads,
      EpochInfo epoch,
      long indexKey,
      long oldestEpoch,
      Padding padding,
      Optional<CommitRef> commit) {
    this(
        header,
        cause,
        room,
        author,
        directory,
        changes,
        grants,
        grantCount,
        heads,
        epoch,
        indexKey,
        oldestEpoch,
        new RoomPolicy(padding, false),
        commit);
  }

  public Padding padding() {
    return policy.padding();
  }

  public static Signed<RoomLink> sign(RoomLink link, SigningKey key) {
    return new Signed<>(link, Envelope.sign(StatementKind.ROOM, link.encode(), List.of(key)));
  }

  /** Decodes without verifying: {@link RoomChain} does that. */
  public static Signed<RoomLink> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.ROOM) {
      throw JsonObject.malformed("not a room's link");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    Header header = Header.read(in, FIELDS);
    List<Change> changes = new ArrayList<>();
    for (JsonObject change : in.objects("changes")) {
      changes.add(decodeChange(change));
    }
    return new Signed<>(
        new RoomLink(
            header,
            in.as("cause", Cause::parse),
            in.optional("room", n -> in.as(n, ChainId::parse)),
            Author.decode(in.object("author")),
            in.text("directory"),
            changes,
            in.as("grants", Hash::parse),
            in.unsigned("grantCount"),
            in.objects("heads").stream().map(GroupHead::decode).toList(),
            EpochInfo.decode(in.object("epoch")),
            in.unsigned("indexKey"),
            in.unsigned("oldestEpoch"),
            RoomPolicy.decode(in.object("policy")),
            in.optional("commit", n -> CommitRef.decode(in.object(n))),
            LinkRules.proposals(in),
            LinkRules.box(in)),
        envelope);
  }

  private static Change decodeChange(JsonObject in) {
    Grantee grantee =
        in.has("group")
            ? new Grantee.Group(in.as("group", ChainId::parse))
            : new Grantee.User(in.as("user", UserId::parse));
    return switch (in.text("op")) {
      case "put" ->
          new Change.Put(
              new Grant(
                  grantee,
                  in.optional("identity", n -> in.as(n, Hash::parse)),
                  in.as("role", Role::parse)));
      case "remove" -> new Change.Remove(grantee);
      default -> throw JsonObject.malformed("not a change of a room");
    };
  }

  private Bytes encode() {
    JsonObject.Builder out =
        header
            .write()
            .put("cause", cause.text())
            .putIfPresent("room", room, ChainId::toString)
            .put("author", author.encode())
            .put("directory", directory)
            .put("changes", changes.stream().map(RoomLink::encodeChange).toList())
            .put("grants", grants.value())
            .put("grantCount", grantCount)
            .put("heads", heads.stream().map(GroupHead::encode).toList())
            .put("epoch", epoch.encode())
            .put("indexKey", indexKey)
            .put("oldestEpoch", oldestEpoch)
            .put("policy", policy.encode());
    commit.ifPresent(c -> out.put("commit", c.encode()));
    LinkRules.write(out, proposals, box);
    return out.build().encode();
  }

  private static JsonObject encodeChange(Change change) {
    JsonObject.Builder out = JsonObject.builder();
    switch (change) {
      case Change.Put(Grant grant) -> {
        grantee(out.put("op", "put"), grant.grantee());
        out.putIfPresent("identity", grant.identity(), Hash::toString);
        out.put("role", grant.role().text());
      }
      case Change.Remove(Grantee grantee) -> grantee(out.put("op", "remove"), grantee);
    }
    return out.build();
  }

  private static void grantee(JsonObject.Builder out, Grantee grantee) {
    switch (grantee) {
      case Grantee.User(UserId user) -> out.put("user", user.value());
      case Grantee.Group(ChainId group) -> out.put("group", group.value());
    }
  }
}
