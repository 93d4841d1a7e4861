package dev.strongroom.access.admin;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Groups and rooms for administrators and auditors: lists, and no keys. */
@Path("access/v1/admin/{kind: groups|rooms}")
public class AdminResource {
  private final ChainLists lists;
  private final LinkHistory history;
  private final Reach reach;
  private final Sight sight;

  @Inject
  AdminResource(ChainLists lists, LinkHistory history, Reach reach, Sight sight) {
    this.lists = lists;
    this.history = history;
    this.reach = reach;
    this.sight = sight;
  }

  @GET
  @Operation(summary = "All groups, or all rooms; role org-admin or auditor")
  public Page<ChainLists.Summary> list(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @Parameter(description = "Part of a label, or how an id begins, in whatever case")
          @QueryParam("query")
          @DefaultValue("")
          @Size(max = 64)
          String query,
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    return Page.of(
        lists.page(kindOf(kind), query.strip(), id(after), limit + 1),
        limit,
        ChainLists.Summary::id);
  }

  @GET
  @Path("{chain}")
  @Operation(summary = "One group or room; role org-admin or auditor")
  public ChainLists.Summary one(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @PathParam("chain") String chain) {
    sight.requireSight();
    return lists.one(kindOf(kind), ChainId.parse(chain));
  }

  @GET
  @Path("{chain}/members")
  @Operation(summary = "Who is in a group, or whom a room is granted to; org-admin or auditor")
  public Page<ChainLists.Member> members(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @PathParam("chain") String chain,
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    ChainId id = ChainId.parse(chain);
    lists.one(kindOf(kind), id);
    return Page.of(
        lists.members(kindOf(kind), id, id(after), limit + 1), limit, ChainLists.Member::id);
  }

  @GET
  @Path("{chain}/history")
  @Operation(
      summary =
          "The signed links of a group or room, newest first, and those that were void;"
              + " org-admin or auditor")
  public Page<LinkHistory.LinkView> history(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @PathParam("chain") @Size(max = 64) String chain,
      @Parameter(description = "A place in the directory log: links before it")
          @QueryParam("before")
          @DefaultValue("9223372036854775807")
          @Min(0)
          long before,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    ChainId id = require(kind, chain);
    return Page.of(
        history.before(kindOf(kind), id, before, limit + 1),
        limit,
        link -> Long.toString(link.logIndex()));
  }

  @GET
  @Path("{chain}/rooms")
  @Operation(summary = "The rooms that a group is granted to; org-admin or auditor")
  public Page<Reach.GrantedRoom> rooms(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @PathParam("chain") @Size(max = 64) String chain,
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    ChainId id = require(kind, ChainKind.GROUP, chain);
    return Page.of(reach.rooms(id, id(after), limit + 1), limit, Reach.GrantedRoom::room);
  }

  @GET
  @Path("{chain}/readers")
  @Operation(
      summary = "Everybody who reaches a room, and through which grant; org-admin or auditor")
  public Page<Reach.Reader> readers(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @PathParam("chain") @Size(max = 64) String chain,
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    ChainId id = require(kind, ChainKind.ROOM, chain);
    return Page.of(reach.readers(id, id(after), limit + 1), limit, Reach.Reader::user);
  }

  /** A chain that is there, under the path of its kind. */
  private ChainId require(String path, String chain) {
    ChainId id = ChainId.parse(chain);
    lists.one(kindOf(path), id);
    return id;
  }

  /** The same for what only one kind has. */
  private ChainId require(String path, ChainKind kind, String chain) {
    if (kindOf(path) != kind) {
      throw Problem.notFound();
    }
    return require(path, chain);
  }

  private static ChainKind kindOf(String path) {
    return path.equals("groups") ? ChainKind.GROUP : ChainKind.ROOM;
  }

  private static Bytes id(String after) {
    return after.isEmpty() ? Bytes.empty() : ChainId.parse(after).value();
  }
}
