package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A link of a group's chain.
 *
 * @param group absent in the first link, whose hash it is
 * @param directory the newest checkpoint of the directory log that the author knew, a signed note
 * @param members root of the member list after this link
 * @param memberCount length of the member list after this link
 * @param label a name in clear, only if a manager publishes one
 * @param proposals hashes of the proposals that it answers
 * @param box for a rekey: that the present epoch's box does not open to what it should
 */
public record GroupLink(
    Header header,
    Cause cause,
    Optional<ChainId> group,
    Author author,
    String directory,
    List<Change> changes,
    Hash members,
    long memberCount,
    EpochInfo epoch,
    Optional<String> label,
    List<Hash> proposals,
    boolean box) {
  private static final Set<String> FIELDS =
      Set.of(
          "cause",
          "group",
          "author",
          "directory",
          "proposals",
          "reason",
          "changes",
          "members",
          "memberCount",
          "epoch",
          "label");

  /** What a link changes in the member list. */
  public sealed interface Change {
    UserId user();

    /** Adds a member, or gives him another role or identity. */
    record Put(UserId user, Hash identity, GroupRole role) implements Change {}

    record Remove(UserId user) implements Change {}
  }

  public GroupLink {
    Checkpoints.field(directory);
    changes = List.copyOf(changes);
    proposals = List.copyOf(proposals);
    ChainLimits.require(
        changes.size() <= ChainLimits.MAX_CHANGES
            && proposals.size() <= ChainLimits.MAX_CHANGES
            && header.sequence() < ChainLimits.MAX_LINKS
            && memberCount <= ChainLimits.MAX_MEMBERS,
        "a group's chain, list or link is over its limit");
    if ((header.sequence() == 0) != (cause == Cause.CREATE)
        || group.isPresent() != (header.sequence() > 0)) {
      throw JsonObject.malformed("place and kind of the link disagree");
    }
    LinkRules.requireWellFormed(cause, proposals, box);
    label.ifPresent(text -> {
      ChainLimits.require(
          text.length() <= ChainLimits.MAX_LABEL_CHARACTERS, "a group's label is over its limit");
      if (text.isBlank()) {
        throw JsonObject.malformed("not a label");
      }
    });
  }

  /** A link that answers no proposal and tells of no box. */
  public GroupLink(
      Header header,
      Cause cause,
      Optional<ChainId> group,
      Author author,
      String directory,
      List<Change> changes,
      Hash members,
      long memberCount,
      EpochInfo epoch,
      Optional<String> label) {
    this(
        header,
        cause,
        group,
        author,
        directory,
        changes,
        members,
        memberCount,
        epoch,
        label,
        List.of(),
        false);
  }

  public static Signed<GroupLink> sign(GroupLink link, SigningKey key) {
    return new Signed<>(link, Envelope.sign(StatementKind.GROUP, link.encode(), List.of(key)));
  }

  /** Decodes without verifying: {@link GroupChain} does that. */
  public static Signed<GroupLink> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.GROUP) {
      throw JsonObject.malformed("not a group's link");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    Header header = Header.read(in, FIELDS);
    List<Change> changes = new ArrayList<>();
    for (JsonObject change : in.objects("changes")) {
      changes.add(decodeChange(change));
    }
    return new Signed<>(
        new GroupLink(
            header,
            in.as("cause", Cause::parse),
            in.optional("group", n -> in.as(n, ChainId::parse)),
            Author.decode(in.object("author")),
            in.text("directory"),
            changes,
            in.as("members", Hash::parse),
            in.unsigned("memberCount"),
            EpochInfo.decode(in.object("epoch")),
            in.optional("label", in::text),
            LinkRules.proposals(in),
            LinkRules.box(in)),
        envelope);
  }

  private static Change decodeChange(JsonObject in) {
    UserId user = in.as("user", UserId::parse);
    return switch (in.text("op")) {
      case "put" ->
          new Change.Put(user, in.as("identity", Hash::parse), in.as("role", GroupRole::parse));
      case "remove" -> new Change.Remove(user);
      default -> throw JsonObject.malformed("not a change of a group");
    };
  }

  private Bytes encode() {
    JsonObject.Builder out =
        header
            .write()
            .put("cause", cause.text())
            .putIfPresent("group", group, ChainId::toString)
            .put("author", author.encode())
            .put("directory", directory)
            .put("changes", changes.stream().map(GroupLink::encodeChange).toList())
            .put("members", members.value())
            .put("memberCount", memberCount)
            .put("epoch", epoch.encode());
    label.ifPresent(text -> out.put("label", text));
    LinkRules.write(out, proposals, box);
    return out.build().encode();
  }

  private static JsonObject encodeChange(Change change) {
    return switch (change) {
      case Change.Put(UserId user, Hash identity, GroupRole role) ->
          JsonObject.builder()
              .put("op", "put")
              .put("user", user.value())
              .put("identity", identity.value())
              .put("role", role.text())
              .build();
      case Change.Remove(UserId user) ->
          JsonObject.builder().put("op", "remove").put("user", user.value()).build();
    };
  }
}
