package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.OutgoingFiles.Outgoing;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.ServerException;
import java.util.Optional;

/**
 * Gives up a link of which it is not known whether it was taken. Its bytes may be logged whenever
 * the server likes, so what withdraws it is another link in its place: an empty one, and the first
 * of the two that is logged counts (section 3, rule 5). Until then the link stands as open.
 */
public final class GivingUp {
  private final LinkSubmission links;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final RoomDirectory rooms;
  private final Keyring me;

  public GivingUp(
      LinkSubmission links,
      Pins pins,
      People people,
      GroupDirectory groups,
      RoomDirectory rooms,
      Keyring me) {
    this.links = links;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.rooms = rooms;
    this.me = me;
  }

  /** What it came to. */
  public enum Outcome {
    /** The empty link has its place: it will never count. */
    WITHDRAWN,
    /** It had been taken before. */
    TAKEN,
    /** Somebody else's link has its place: it will never count. */
    OVERTAKEN,
    /** It began a chain, which has no place to be taken: if it was taken, that is this user's. */
    FORGOTTEN
  }

  /**
   * Where an open link stands.
   *
   * @param chain empty for one that begins a chain
   */
  public record Place(boolean group, Optional<ChainId> chain, long sequence) {
    /** As the link itself says. */
    public static Place of(Outgoing open) {
      boolean group = open.path().startsWith("/access/v1/groups");
      Bytes envelope = Bytes.fromBase64Url(open.body().path("envelope").asText());
      long sequence =
          group
              ? GroupLink.decode(Envelope.decode(StatementKind.GROUP, envelope))
                  .body()
                  .header()
                  .sequence()
              : RoomLink.decode(Envelope.decode(StatementKind.ROOM, envelope))
                  .body()
                  .header()
                  .sequence();
      Optional<ChainId> chain =
          open.chain().isEmpty() ? Optional.empty() : Optional.of(ChainId.parse(open.chain()));
      return new Place(group, chain, sequence);
    }
  }

  /**
   * Gives a link up.
   *
   * @throws MembershipException {@code NOT_OPEN} for one that does not wait; {@code NO_MANAGER}
   *     where this user may sign nothing in its place: it goes on waiting, as it was
   * @throws ServerException if the server is away: if the empty link was signed by then, that is
   *     what waits, and the other is never sent again
   */
  public Outcome giveUp(Hash link) {
    Outgoing open =
        links
            .find(link)
            .orElseThrow(() ->
                new MembershipException(
                    MembershipException.Reason.NOT_OPEN,
                    "Nothing of yours waits under that name: strongroom links list. Nothing was"
                        + " changed."));
    Place place = Place.of(open);
    if (place.chain().isEmpty()) {
      links.forget(open);
      return Outcome.FORGOTTEN;
    }
    Hash unwanted = open.insteadOf().orElse(link);
    Optional<Outcome> before = decided(place, unwanted);
    if (before.isPresent()) {
      links.forget(open);
      return before.get();
    }
    boolean taken = open.insteadOf().isPresent() ? links.settle(open).taken() : sign(open, place);
    Optional<Outcome> now = decided(place, unwanted);
    if (now.isEmpty()) {
      // Nothing has the place, whatever the server says: what waited goes on waiting.
      links.keep(open);
      throw ServerException.nonsense("a place is taken in which its chain has nothing");
    }
    return now.get() == Outcome.OVERTAKEN && taken ? Outcome.WITHDRAWN : now.get();
  }

  /** What has the place by now, as the log says. */
  private Optional<Outcome> decided(Place place, Hash link) {
    ChainId chain = place.chain().orElseThrow();
    Optional<Hash> there;
    if (place.group()) {
      groups.refresh(chain);
      there = groups.stateAt(chain, place.sequence()).map(GroupState::head);
    } else {
      try (RoomDirectory.OpenRoom room = rooms.reopen(chain)) {
        there =
            room.states().stream()
                .filter(state -> state.sequence() == place.sequence())
                .map(RoomState::head)
                .findFirst();
      }
    }
    return there.map(head -> head.equals(link) ? Outcome.TAKEN : Outcome.OVERTAKEN);
  }

  /** Whether the empty link was taken; if not, something else has the place. */
  private boolean sign(Outgoing open, Place place) {
    ChainId chain = place.chain().orElseThrow();
    LinkSubmission instead = links.insteadOf(open.link());
    try {
      if (place.group()) {
        new GroupWriter(instead, pins, people, groups, me).signEmpty(chain);
      } else {
        try (RoomDirectory.OpenRoom room = rooms.open(chain)) {
          new RoomWriter(instead, pins, people, groups, me).signEmpty(room);
        }
      }
      return true;
    } catch (ServerException e) {
      if (e.isStale()) {
        return false;
      }
      if (e.isRefusal()) {
        // The empty one is refused for good, and the other may still be taken.
        links.keep(open);
      }
      throw e;
    }
  }
}
