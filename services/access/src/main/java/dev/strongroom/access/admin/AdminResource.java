package dev.strongroom.access.admin;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
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

/** Groups and rooms for administrators and auditors: lists, and no keys. */
@Path("access/v1/admin/{kind: groups|rooms}")
public class AdminResource {
  private final ChainLists lists;
  private final Directory directory;
  private final Caller caller;

  @Inject
  AdminResource(ChainLists lists, Directory directory, Caller caller) {
    this.lists = lists;
    this.directory = directory;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "All groups, or all rooms; role org-admin or auditor")
  public Page<ChainLists.Summary> list(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    requireSight();
    return Page.of(lists.page(kindOf(kind), id(after), limit + 1), limit, ChainLists.Summary::id);
  }

  @GET
  @Path("{chain}")
  @Operation(summary = "One group or room; role org-admin or auditor")
  public ChainLists.Summary one(
      @PathParam("kind") @Pattern(regexp = "groups|rooms") String kind,
      @PathParam("chain") String chain) {
    requireSight();
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
    requireSight();
    ChainId id = ChainId.parse(chain);
    lists.one(kindOf(kind), id);
    return Page.of(
        lists.members(kindOf(kind), id, id(after), limit + 1), limit, ChainLists.Member::id);
  }

  private void requireSight() {
    directory.userOf(caller);
    if (!caller.hasRole("org-admin") && !caller.hasRole("auditor")) {
      throw new Problem(Reason.FORBIDDEN, "That takes the role org-admin or auditor.");
    }
  }

  private static ChainKind kindOf(String path) {
    return path.equals("groups") ? ChainKind.GROUP : ChainKind.ROOM;
  }

  private static Bytes id(String after) {
    return after.isEmpty() ? Bytes.empty() : ChainId.parse(after).value();
  }
}
