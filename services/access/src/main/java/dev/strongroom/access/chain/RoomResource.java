package dev.strongroom.access.chain;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.access.decision.Decisions;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Rooms, as far as access to them goes. */
@Path("access/v1/rooms")
public class RoomResource {
  private final Settlement settlement;
  private final ChainReader reader;
  private final LostWraps lostWraps;
  private final Labels labels;
  private final Decisions decisions;
  private final Directory directory;
  private final Caller caller;

  @Inject
  RoomResource(
      Settlement settlement,
      ChainReader reader,
      LostWraps lostWraps,
      Labels labels,
      Decisions decisions,
      Directory directory,
      Caller caller) {
    this.settlement = settlement;
    this.reader = reader;
    this.lostWraps = lostWraps;
    this.labels = labels;
    this.decisions = decisions;
    this.directory = directory;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "The rooms that the caller reaches, and his role in each")
  public List<Decisions.Reached> mine() {
    return decisions.rooms(directory.userOf(caller));
  }

  @POST
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Makes a room by its first link; idempotent by its id")
  public LinkAnswer create(@NotNull @Valid NewLink link) {
    return settlement.handIn(
        Handed.first(ChainKind.ROOM, link).by(directory.userOf(caller)), () -> {});
  }

  @POST
  @Path("{room}/links")
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Appends a link to a room's chain; the same bytes get the same answer")
  public LinkAnswer append(@PathParam("room") String room, @NotNull @Valid NewLink link) {
    ChainId id = ChainId.parse(room);
    UserId user = directory.userOf(caller);
    return settlement.handIn(
        Handed.next(ChainKind.ROOM, id, link).by(user), () -> requireRole(user, id));
  }

  @POST
  @Path("{room}/wraps")
  @BodyLimit(NewWraps.LIMIT_BYTES)
  @Operation(summary = "Hands in wraps of the present epoch, for those who may read")
  public NewWraps.Answer wraps(@PathParam("room") String room, @NotNull @Valid NewWraps wraps) {
    ChainId id = ChainId.parse(room);
    UserId user = directory.userOf(caller);
    if (!requireRole(user, id).reads()) {
      throw new Problem(Reason.FORBIDDEN, "Whoever reads nothing here has no wraps to make.");
    }
    return new NewWraps.Answer(lostWraps.ofRoom(user, id, wraps.wraps()));
  }

  @GET
  @Path("{room}")
  @Operation(summary = "A room's chain behind a place, with what the caller can open")
  public ChainView chain(
      @PathParam("room") String room, @QueryParam("after") @DefaultValue("-1") long after) {
    ChainId id = ChainId.parse(room);
    UserId user = directory.userOf(caller);
    boolean reads = requireRole(user, id).reads();
    settlement.settleIfPossible(id);
    return reads
        ? reader.withKeys(id, after, user, decisions.groupsInto(user, id))
        : reader.links(id, after);
  }

  @GET
  @Path("{room}/epochs/{epoch}")
  @Operation(summary = "What stands beside an epoch of a room, as far as the caller can open it")
  public EpochView epoch(@PathParam("room") String room, @PathParam("epoch") long epoch) {
    ChainId id = ChainId.parse(room);
    UserId user = directory.userOf(caller);
    if (!requireRole(user, id).reads()) {
      throw new Problem(Reason.FORBIDDEN, "Whoever reads nothing here has no keys of it.");
    }
    return reader.epoch(id, epoch, user, decisions.groupsInto(user, id));
  }

  @GET
  @Path("{room}/label")
  @Operation(summary = "The plain name that administrators see; for managers")
  public Labels.Label label(@PathParam("room") @Size(max = 64) String room) {
    return labels.of(directory.userOf(caller), ChainKind.ROOM, ChainId.parse(room));
  }

  @PUT
  @Path("{room}/label")
  @BodyLimit(1024)
  @Operation(summary = "Publishes a plain name, which the service and administrators read")
  public Labels.Label publish(
      @PathParam("room") @Size(max = 64) String room, @NotNull @Valid Labels.Label label) {
    return labels.publish(directory.userOf(caller), ChainKind.ROOM, ChainId.parse(room), label);
  }

  @DELETE
  @Path("{room}/label")
  @Operation(summary = "Takes the plain name away; for managers")
  public Labels.Label withdrawLabel(@PathParam("room") @Size(max = 64) String room) {
    return labels.withdraw(directory.userOf(caller), ChainKind.ROOM, ChainId.parse(room));
  }

  /** The same answer for a foreign room and for none. */
  private Role requireRole(UserId user, ChainId room) {
    Authority.Decision decision = decisions.decide(user, room);
    return decision.asRole().orElseThrow(Problem::notFound);
  }
}
