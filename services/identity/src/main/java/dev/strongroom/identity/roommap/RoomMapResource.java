package dev.strongroom.identity.roommap;

import dev.strongroom.identity.person.People;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the logged maps say of a room, for those whom it is granted to. */
@Path("identity/v1/log/rooms/{room}/maps")
public class RoomMapResource {
  private final RoomMaps maps;
  private final People people;
  private final Authority authority;
  private final Caller caller;

  @Inject
  RoomMapResource(RoomMaps maps, People people, Authority authority, Caller caller) {
    this.maps = maps;
    this.people = people;
    this.authority = authority;
    this.caller = caller;
  }

  /**
   * @param maps for each map from the first one asked for: tree nodes, base64url
   */
  @Schema(description = "For each map, the tree nodes that prove the room's head in it, base64url.")
  public record MapsView(List<List<String>> maps) {
    public MapsView {
      maps = List.copyOf(maps);
    }
  }

  @GET
  @Operation(summary = "Proofs of a room's head in the maps that were logged, at most 100")
  public MapsView proofs(
      @PathParam("room") String room,
      @QueryParam("from") @DefaultValue("0") @Min(0) long from,
      @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(100) int limit) {
    ChainId id = ChainId.parse(room);
    boolean reaches =
        authority.decide(people.userOf(caller.requireUser()), id).asRole().isPresent();
    if (!reaches) {
      throw Problem.notFound();
    }
    return new MapsView(
        maps.proofs(id, from, limit).stream()
            .map(nodes -> nodes.stream().map(Bytes::toBase64Url).toList())
            .toList());
  }
}
