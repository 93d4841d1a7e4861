package dev.strongroom.access.chain;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.access.decision.Decisions;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
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

/** Groups. */
@Path("access/v1/groups")
public class GroupResource {
  private final Settlement settlement;
  private final ChainReader reader;
  private final LostWraps lostWraps;
  private final Labels labels;
  private final Decisions decisions;
  private final Directory directory;
  private final Caller caller;

  @Inject
  GroupResource(
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
  @Operation(summary = "The groups that the caller is in")
  public List<Decisions.Reached> mine() {
    return decisions.groups(directory.userOf(caller));
  }

  @POST
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Makes a group by its first link; idempotent by its id")
  public LinkAnswer create(@NotNull @Valid NewLink link) {
    return settlement.handIn(
        Handed.first(ChainKind.GROUP, link).by(directory.userOf(caller)), () -> {});
  }

  @POST
  @Path("{group}/links")
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Appends a link to a group's chain; the same bytes get the same answer")
  public LinkAnswer append(@PathParam("group") String group, @NotNull @Valid NewLink link) {
    ChainId id = ChainId.parse(group);
    UserId user = directory.userOf(caller);
    return settlement.handIn(
        Handed.next(ChainKind.GROUP, id, link).by(user), () -> requireMember(user, id));
  }

  @POST
  @Path("{group}/wraps")
  @BodyLimit(NewWraps.LIMIT_BYTES)
  @Operation(summary = "Hands in wraps of the present epoch, for those who may read")
  public NewWraps.Answer wraps(@PathParam("group") String group, @NotNull @Valid NewWraps wraps) {
    ChainId id = ChainId.parse(group);
    UserId user = directory.userOf(caller);
    requireMember(user, id);
    return new NewWraps.Answer(lostWraps.ofGroup(user, id, wraps.wraps()));
  }

  @GET
  @Path("{group}")
  @Operation(summary = "A group's chain behind a place, with what its members can open")
  public ChainView chain(
      @PathParam("group") String group, @QueryParam("after") @DefaultValue("-1") long after) {
    ChainId id = ChainId.parse(group);
    UserId user = directory.userOf(caller);
    boolean member = decisions.isMember(user, id);
    if (!member && !decisions.seesGroup(user, id)) {
      throw Problem.notFound();
    }
    settlement.settleIfPossible(id);
    return member ? reader.withKeys(id, after, user, List.of()) : reader.links(id, after);
  }

  @GET
  @Path("{group}/epochs/{epoch}")
  @Operation(summary = "What stands beside an epoch of a group, as far as the caller can open it")
  public EpochView epoch(@PathParam("group") String group, @PathParam("epoch") long epoch) {
    ChainId id = ChainId.parse(group);
    UserId user = directory.userOf(caller);
    requireMember(user, id);
    return reader.epoch(id, epoch, user, List.of());
  }

  @GET
  @Path("{group}/label")
  @Operation(summary = "The plain name that administrators see; for managers")
  public Labels.Label label(@PathParam("group") @Size(max = 64) String group) {
    return labels.of(directory.userOf(caller), ChainKind.GROUP, ChainId.parse(group));
  }

  @PUT
  @Path("{group}/label")
  @BodyLimit(1024)
  @Operation(summary = "Publishes a plain name, which the service and administrators read")
  public Labels.Label publish(
      @PathParam("group") @Size(max = 64) String group, @NotNull @Valid Labels.Label label) {
    return labels.publish(directory.userOf(caller), ChainKind.GROUP, ChainId.parse(group), label);
  }

  @DELETE
  @Path("{group}/label")
  @Operation(summary = "Takes the plain name away; for managers")
  public Labels.Label withdrawLabel(@PathParam("group") @Size(max = 64) String group) {
    return labels.withdraw(directory.userOf(caller), ChainKind.GROUP, ChainId.parse(group));
  }

  /** The same answer for a foreign group and for none. */
  private void requireMember(UserId user, ChainId group) {
    if (!decisions.isMember(user, group)) {
      throw Problem.notFound();
    }
  }
}
