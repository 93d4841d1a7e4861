package dev.strongroom.access.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A chain's links as its managers signed them, decoded for people to read. */
@ApplicationScoped
class LinkHistory {
  private static final String LINKS =
      "SELECT log_index, hash, envelope, accepted_at AS at, '' AS reason, '' AS detail FROM link"
          + " WHERE chain = ?1 AND log_index < ?2";

  private static final String VOIDS =
      "SELECT log_index, hash, envelope, judged_at, reason, detail FROM void_link"
          + " WHERE chain = ?1 AND log_index < ?2";

  private final EntityManager database;

  @Inject
  LinkHistory(EntityManager database) {
    this.database = database;
  }

  /**
   * A change in a list.
   *
   * @param operation {@code put} or {@code remove}
   * @param kind {@code user}, or in a room {@code group}
   * @param role after it; empty for a removal
   */
  @Schema(name = "LinkChange", description = "A change that a link makes")
  public record Change(String operation, String kind, String subject, String role) {}

  /**
   * A link.
   *
   * @param cause what it was signed for: {@link dev.strongroom.protocol.chain.Cause} in lower case
   * @param author user id of who signed it
   * @param at when this service judged it
   * @param epoch that holds after it
   * @param proposals hashes of the proposals that it answers
   * @param isVoid whether it was logged and does not count
   * @param reason why it does not; empty otherwise
   */
  @Schema(name = "LinkView", description = "A signed link of a group's or room's chain")
  public record LinkView(
      long sequence,
      String hash,
      String cause,
      String author,
      Instant at,
      long logIndex,
      long epoch,
      List<Change> changes,
      List<String> proposals,
      @JsonProperty("void") boolean isVoid,
      String reason) {
    public LinkView {
      changes = List.copyOf(changes);
      proposals = List.copyOf(proposals);
    }
  }

  /** Links whose entries the log has before {@code before}, the newest first. */
  @Transactional
  List<LinkView> before(ChainKind kind, ChainId chain, long before, int most) {
    String newest = " ORDER BY log_index DESC LIMIT ?3";
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT * FROM (("
                    + LINKS
                    + newest
                    + ") UNION ALL ("
                    + VOIDS
                    + newest
                    + ")) l"
                    + newest,
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, before)
            .setParameter(3, most)
            .getResultList();
    return rows.stream().map(row -> view(kind, (Tuple) row)).toList();
  }

  private static LinkView view(ChainKind kind, Tuple row) {
    Bytes envelope = Bytes.of((byte[]) row.get(2));
    Body body =
        switch (kind) {
          case GROUP -> group(GroupLink.decode(Envelope.decode(StatementKind.GROUP, envelope)));
          case ROOM -> room(RoomLink.decode(Envelope.decode(StatementKind.ROOM, envelope)));
        };
    String reason = row.get(4, String.class);
    String detail = row.get(5, String.class);
    return new LinkView(
        body.sequence(),
        Bytes.of((byte[]) row.get(1)).toBase64Url(),
        body.cause().toLowerCase(Locale.ROOT),
        body.author(),
        row.get(3, Instant.class),
        row.get(0, Number.class).longValue(),
        body.epoch(),
        body.changes(),
        body.proposals().stream().map(Hash::toString).toList(),
        !reason.isEmpty(),
        reason.isEmpty() ? "" : detail);
  }

  /** What both kinds of links say. */
  private record Body(
      long sequence,
      String cause,
      String author,
      long epoch,
      List<Change> changes,
      List<Hash> proposals) {}

  private static Body group(Signed<GroupLink> signed) {
    GroupLink link = signed.body();
    return new Body(
        link.header().sequence(),
        link.cause().name(),
        link.author().user().toString(),
        link.epoch().number(),
        link.changes().stream().map(LinkHistory::change).toList(),
        link.proposals());
  }

  private static Change change(GroupLink.Change change) {
    return switch (change) {
      case GroupLink.Change.Put put ->
          new Change("put", "user", put.user().toString(), lower(put.role()));
      case GroupLink.Change.Remove remove ->
          new Change("remove", "user", remove.user().toString(), "");
    };
  }

  private static Body room(Signed<RoomLink> signed) {
    RoomLink link = signed.body();
    return new Body(
        link.header().sequence(),
        link.cause().name(),
        link.author().user().toString(),
        link.epoch().number(),
        link.changes().stream().map(LinkHistory::change).toList(),
        link.proposals());
  }

  private static Change change(RoomLink.Change change) {
    return switch (change) {
      case RoomLink.Change.Put(Grant grant) -> of("put", grant.grantee(), lower(grant.role()));
      case RoomLink.Change.Remove(Grantee grantee) -> of("remove", grantee, "");
    };
  }

  private static Change of(String operation, Grantee grantee, String role) {
    String kind =
        switch (grantee) {
          case Grantee.User _ -> "user";
          case Grantee.Group _ -> "group";
        };
    return new Change(operation, kind, grantee.id().toBase64Url(), role);
  }

  private static String lower(Enum<?> role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
