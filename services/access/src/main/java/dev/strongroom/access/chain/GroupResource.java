package dev.strongroom.access.chain;

import dev.strongroom.access.decision.Decisions;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
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

/** Groups. */
@Path("access/v1/groups")
public class GroupResource {
  private final GroupService groups;
  private final ChainStore store;
  private final Decisions decisions;
  private final Directory directory;
  private final Caller caller;

  @Inject
  GroupResource(
      GroupService groups,
      ChainStore store,
      Decisions decisions,
      Directory directory,
      Caller caller) {
    this.groups = groups;
    this.store = store;
    this.decisions = decisions;
    this.directory = directory;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "The groups that the caller is in")
  public List<Decisions.Reached> mine() {
    return decisions.groups(directory.userOf(caller));
  }

  @POST
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Makes a group by its first link; idempotent by its id")
  public Map<String, String> create(@NotNull @Valid NewLink link) {
    return Map.of("id", groups.create(directory.userOf(caller), link).toString());
  }

  @POST
  @Path("{group}/links")
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Appends a link to a group's chain")
  public Map<String, String> append(
      @PathParam("group") String group, @NotNull @Valid NewLink link) {
    ChainId id = ChainId.parse(group);
    UserId user = directory.userOf(caller);
    if (!decisions.isMember(user, id)) {
      throw Problem.notFound();
    }
    groups.append(user, id, link);
    return Map.of("id", group);
  }

  @GET
  @Path("{group}")
  @Operation(summary = "A group's chain behind a place, with what its members can open")
  @Transactional
  public ChainView chain(
      @PathParam("group") String group, @QueryParam("after") @DefaultValue("-1") long after) {
    ChainId id = ChainId.parse(group);
    UserId user = directory.userOf(caller);
    boolean member = decisions.isMember(user, id);
    if (!member && !decisions.seesGroup(user, id)) {
      throw Problem.notFound();
    }
    return new ChainView(
        group,
        LinkEntity.after(id, after).stream()
            .map(LinkEntity::envelopeBytes)
            .map(Bytes::toBase64Url)
            .toList(),
        member ? store.boxes(id) : List.of(),
        member ? store.wraps(id, user) : List.of());
  }
}
