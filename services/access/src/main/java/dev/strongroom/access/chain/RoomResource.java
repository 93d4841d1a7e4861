package dev.strongroom.access.chain;

import dev.strongroom.access.decision.Decisions;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Rooms, as far as access to them goes. */
@Path("access/v1/rooms")
public class RoomResource {
  private final RoomService rooms;
  private final ChainStore store;
  private final Decisions decisions;
  private final Directory directory;
  private final Caller caller;

  @Inject
  RoomResource(
      RoomService rooms,
      ChainStore store,
      Decisions decisions,
      Directory directory,
      Caller caller) {
    this.rooms = rooms;
    this.store = store;
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
  public Map<String, String> create(@NotNull @Valid NewLink link) {
    return Map.of("id", rooms.create(directory.userOf(caller), link).toString());
  }

  @POST
  @Path("{room}/links")
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Appends a link to a room's chain")
  public Map<String, String> append(@PathParam("room") String room, @NotNull @Valid NewLink link) {
    ChainId id = ChainId.parse(room);
    UserId user = directory.userOf(caller);
    requireRole(user, id);
    rooms.append(user, id, link);
    return Map.of("id", room);
  }

  @GET
  @Path("{room}")
  @Operation(summary = "A room's chain behind a place, with what the caller can open")
  @Transactional
  public ChainView chain(
      @PathParam("room") String room, @QueryParam("after") @DefaultValue("-1") long after) {
    ChainId id = ChainId.parse(room);
    UserId user = directory.userOf(caller);
    boolean reads = requireRole(user, id).reads();
    return new ChainView(
        room,
        LinkEntity.after(id, after).stream()
            .map(LinkEntity::envelopeBytes)
            .map(Bytes::toBase64Url)
            .toList(),
        reads ? store.boxes(id) : List.of(),
        reads ? store.wraps(id, user) : List.of());
  }

  /** The same answer for a foreign room and for none. */
  private Role requireRole(UserId user, ChainId room) {
    Authority.Decision decision = decisions.decide(user, room);
    return decision.asRole().orElseThrow(Problem::notFound);
  }
}
