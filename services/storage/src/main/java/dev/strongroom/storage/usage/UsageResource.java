package dev.strongroom.storage.usage;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.storage.blob.StoreState;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The store for administrators and auditors: what rooms take, how much they may, and its health.
 */
@Path("storage/v1/admin")
public class UsageResource {
  /** More than any store has: 1 EiB. */
  private static final long MOST_BYTES = 1L << 60;

  private final UsageLists lists;
  private final Quotas quotas;
  private final StoreState store;
  private final Authority authority;
  private final Sight sight;

  @Inject
  UsageResource(
      UsageLists lists, Quotas quotas, StoreState store, Authority authority, Sight sight) {
    this.lists = lists;
    this.quotas = quotas;
    this.store = store;
    this.authority = authority;
    this.sight = sight;
  }

  /**
   * @param bytes that the room may take; 0 takes nothing more
   */
  @Schema(description = "How much a room may take in the store")
  public record Quota(@NotNull @Min(0) @Max(MOST_BYTES) Long bytes) {}

  @GET
  @Path("rooms")
  @Operation(summary = "Rooms and what they take; role org-admin or auditor")
  public Page<UsageLists.RoomUsage> rooms(
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    Bytes behind = after.isEmpty() ? Bytes.empty() : ChainId.parse(after).value();
    return Page.of(lists.page(behind, limit + 1), limit, UsageLists.RoomUsage::room);
  }

  @GET
  @Path("rooms/{room}")
  @Operation(summary = "What one room takes; role org-admin or auditor")
  public UsageLists.RoomUsage room(@PathParam("room") @Size(max = 64) String room) {
    ChainId id = require(sight.requireSight(), room);
    return lists.one(id);
  }

  @PUT
  @Path("rooms/{room}/quota")
  @BodyLimit(1024)
  @Operation(summary = "Limits what a room may take; role org-admin. What is there stays")
  public UsageLists.RoomUsage limit(
      @PathParam("room") @Size(max = 64) String room, @NotNull @Valid Quota quota) {
    UserId administrator = sight.requireAdministrator();
    ChainId id = require(administrator, room);
    quotas.set(id, quota.bytes(), administrator);
    return lists.one(id);
  }

  @DELETE
  @Path("rooms/{room}/quota")
  @Operation(summary = "Takes a room's limit away; role org-admin")
  public UsageLists.RoomUsage unlimit(@PathParam("room") @Size(max = 64) String room) {
    ChainId id = require(sight.requireAdministrator(), room);
    quotas.clear(id);
    return lists.one(id);
  }

  @GET
  @Path("usage")
  @Operation(summary = "What all rooms take, and how it grew by the day; org-admin or auditor")
  public UsageLists.Usage usage(
      @QueryParam("days") @DefaultValue("30") @Min(1) @Max(366) int days) {
    sight.requireSight();
    return lists.all(days);
  }

  @GET
  @Path("store")
  @Operation(summary = "Whether the object store answers; role org-admin or auditor")
  public StoreState.View store() {
    sight.requireSight();
    return store.view();
  }

  /** A room that the authority knows. */
  private ChainId require(UserId asking, String room) {
    ChainId id = ChainId.parse(room);
    if (authority.decide(asking, id).link().isEmpty()) {
      throw Problem.notFound();
    }
    return id;
  }
}
