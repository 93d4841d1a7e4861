package dev.strongroom.storage.deposit;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.storage.RoomAccess;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A room's inbox. Its senders see of it what they sent, and that only as ids and states. */
@Path("storage/v1/rooms/{room}/deposits")
public class DepositResource {
  /** A page of envelopes stays below what a client takes in one answer. */
  private static final int MOST = 100;

  private final Deposits deposits;
  private final DepositStore store;
  private final RoomAccess access;

  @Inject
  DepositResource(Deposits deposits, DepositStore store, RoomAccess access) {
    this.deposits = deposits;
    this.store = store;
    this.access = access;
  }

  public record NewDeposit(@NotNull @Size(max = 100_000) String envelope) {}

  /**
   * @param deposit hash of its payload
   */
  public record Taken(String deposit) {}

  /**
   * A deposit as its sender signed it.
   *
   * @param depositedAt when it arrived, as this service has it
   */
  public record DepositView(String deposit, String state, String envelope, String depositedAt) {}

  /** One of the caller's own. */
  public record OwnView(String deposit, String state, String depositedAt) {}

  /** How many wait that were sealed to an epoch: its secret is needed until they are settled. */
  public record EpochView(long epoch, long count) {}

  @POST
  @BodyLimit(128 << 10)
  @Operation(summary = "Sends a file, uploaded before, into a room's inbox; sent again, it is one")
  public Taken take(@PathParam("room") String room, @NotNull @Valid NewDeposit deposit) {
    RoomAccess.Granted granted = access.requireDepositor(room, "deposit");
    return new Taken(deposits.take(granted, Bytes.fromBase64Url(deposit.envelope())).toString());
  }

  @GET
  @Operation(summary = "What waits in a room's inbox, oldest first; for its editors")
  @Transactional
  public Page<DepositView> waiting(
      @PathParam("room") String room,
      @QueryParam("after") @DefaultValue("0") @Min(0) long after,
      @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MOST) int limit) {
    RoomAccess.Granted granted = access.requireWriter(room, "inbox");
    return page(store.waiting(granted.room(), after, limit + 1), limit, DepositResource::view);
  }

  @GET
  @Path("own")
  @Operation(summary = "What the caller has sent, oldest first: ids and states")
  @Transactional
  public Page<OwnView> own(
      @PathParam("room") String room,
      @QueryParam("after") @DefaultValue("0") @Min(0) long after,
      @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MOST) int limit) {
    RoomAccess.Granted granted = access.requireDepositor(room, "deposits");
    return page(
        store.of(granted.room(), granted.user(), after, limit + 1),
        limit,
        row -> new OwnView(row.hash().toString(), row.state(), row.depositedAt().toString()));
  }

  private static <T> Page<T> page(
      List<DepositStore.Row> found, int limit, Function<DepositStore.Row, T> view) {
    Page<DepositStore.Row> page = Page.of(found, limit, row -> Long.toString(row.place()));
    return new Page<>(page.items().stream().map(view).toList(), page.next());
  }

  @GET
  @Path("epochs")
  @Operation(summary = "How many deposits wait under each epoch; for readers of the room")
  @Transactional
  public List<EpochView> epochs(@PathParam("room") String room) {
    RoomAccess.Granted granted = access.requireReader(room, "inbox");
    return store.waitingByEpoch(granted.room()).stream()
        .map(count -> new EpochView(count.epoch(), count.count()))
        .toList();
  }

  @GET
  @Path("{deposit}")
  @Operation(summary = "A deposit, waiting or settled; for readers of the room")
  @Transactional
  public DepositView one(@PathParam("room") String room, @PathParam("deposit") String deposit) {
    RoomAccess.Granted granted = access.requireReader(room, "inbox");
    return store
        .find(granted.room(), Hash.parse(deposit))
        .map(DepositResource::view)
        .orElseThrow(Problem::notFound);
  }

  @POST
  @Path("{deposit}/rejection")
  @Operation(summary = "Turns a waiting deposit down; for editors")
  public Response reject(@PathParam("room") String room, @PathParam("deposit") String deposit) {
    deposits.reject(access.requireWriter(room, "inbox"), Hash.parse(deposit));
    return Response.noContent().build();
  }

  @DELETE
  @Path("{deposit}")
  @Operation(summary = "Takes a deposit of the caller's back while it waits")
  public Response withdraw(@PathParam("room") String room, @PathParam("deposit") String deposit) {
    deposits.withdraw(access.requireDepositor(room, "deposit"), Hash.parse(deposit));
    return Response.noContent().build();
  }

  private static DepositView view(DepositStore.Row row) {
    return new DepositView(
        row.hash().toString(),
        row.state(),
        row.envelope().toBase64Url(),
        row.depositedAt().toString());
  }
}
