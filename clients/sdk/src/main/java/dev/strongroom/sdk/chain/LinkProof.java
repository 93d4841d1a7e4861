package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.OutgoingFiles.Outgoing;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.server.ServerException;
import java.util.List;
import java.util.Optional;

/**
 * What became of a link that was handed in, by the directory log and never on the server's word
 * (section 3, rules 1, 2 and 5).
 */
public final class LinkProof {
  private static final int FORBIDDEN = 403;

  private final DirectoryReplica directory;
  private final GroupDirectory groups;
  private final RoomDirectory rooms;

  public LinkProof(DirectoryReplica directory, GroupDirectory groups, RoomDirectory rooms) {
    this.directory = directory;
    this.groups = groups;
    this.rooms = rooms;
  }

  /** What became of it. */
  enum Fate {
    /** Nothing has its place, and the link may be logged yet. */
    OPEN,
    /** The same, but a group has moved on that it names: the service takes it no more. */
    OUTDATED,
    /** It has its place. */
    COUNTS,
    /** It was logged and breaks a rule where it stands: it will never count. */
    VOID,
    /** Another link has its place: it will never count. */
    OVERTAKEN
  }

  /** How far this client knows the log: for {@link #of}, before a link is handed in. */
  long known() {
    return directory.size();
  }

  /**
   * What became of a link, after the log was caught up with.
   *
   * @param known length of the log by which it was handed in
   */
  Fate of(Outgoing link, long known) {
    GivingUp.Place place = GivingUp.Place.of(link);
    DirectoryEntry.Kind kind = place.group() ? DirectoryEntry.Kind.GROUP : DirectoryEntry.Kind.ROOM;
    Bytes subject = place.chain().map(ChainId::value).orElse(link.link().value());
    directory.indexOf(link.link());
    List<DirectoryLog.Logged> there =
        directory.of(kind, subject).stream()
            .filter(logged -> logged.entry().sequence() == place.sequence())
            .toList();
    Optional<DirectoryLog.Logged> own =
        there.stream().filter(logged -> logged.entry().payload().equals(link.link())).findFirst();
    if (there.isEmpty()) {
      return isOutdated(link, place) ? Fate.OUTDATED : Fate.OPEN;
    }
    boolean alone = there.size() == 1 && own.isPresent();
    if (alone && (place.chain().isEmpty() || isUndisturbed(own.get(), known))) {
      return Fate.COUNTS;
    }
    return judged(link, place, there, own.isPresent());
  }

  /** Nothing was logged meanwhile that its validity could hang on: it is as when it was signed. */
  private boolean isUndisturbed(DirectoryLog.Logged own, long known) {
    return own.index() >= known && directory.keepsRoles(known, own.index());
  }

  private Fate judged(
      Outgoing link, GivingUp.Place place, List<DirectoryLog.Logged> there, boolean logged) {
    Optional<Hash> counts;
    try {
      counts = counting(place);
    } catch (ServerException e) {
      if (!e.isNotFound() && e.status() != FORBIDDEN) {
        throw e;
      }
      // Who left is shown the chain no more, and has the log alone.
      return isFirst(link, place, there) ? Fate.COUNTS : Fate.OVERTAKEN;
    }
    if (counts.isPresent()) {
      return counts.get().equals(link.link()) ? Fate.COUNTS : Fate.OVERTAKEN;
    }
    return logged ? Fate.VOID : Fate.OPEN;
  }

  /**
   * Whether nothing came before it in its place but what its author knew of: that he had found
   * void, or he would have signed for another place.
   */
  private static boolean isFirst(
      Outgoing link, GivingUp.Place place, List<DirectoryLog.Logged> there) {
    long signedAt = knownToAuthor(link, place);
    return there.stream()
        .filter(logged -> logged.index() >= signedAt)
        .findFirst()
        .filter(logged -> logged.entry().payload().equals(link.link()))
        .isPresent();
  }

  /** The link that counts in a place, as the log has it by now. */
  private Optional<Hash> counting(GivingUp.Place place) {
    ChainId chain = place.chain().orElseThrow();
    return place.group()
        ? groups.stateAt(chain, place.sequence()).map(GroupState::head)
        : rooms.stateAt(chain, place.sequence()).map(RoomState::head);
  }

  private boolean isOutdated(Outgoing link, GivingUp.Place place) {
    if (place.group()) {
      return false;
    }
    return RoomLink.decode(envelope(link, StatementKind.ROOM)).body().heads().stream()
        .anyMatch(head -> !groups.newest(head.group()).asHead().equals(head));
  }

  /** Length of the log by the checkpoint that the link carries. */
  private static long knownToAuthor(Outgoing link, GivingUp.Place place) {
    return Checkpoints.sizeOf(
        place.group()
            ? GroupLink.decode(envelope(link, StatementKind.GROUP)).body().directory()
            : RoomLink.decode(envelope(link, StatementKind.ROOM)).body().directory());
  }

  private static Envelope envelope(Outgoing link, StatementKind kind) {
    return Envelope.decode(kind, Bytes.fromBase64Url(link.body().path("envelope").asText()));
  }
}
