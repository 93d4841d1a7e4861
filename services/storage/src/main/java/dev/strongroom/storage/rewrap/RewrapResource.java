package dev.strongroom.storage.rewrap;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.storage.RoomAccess;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What has no wrap under the present epoch yet, and wraps for it. For who may write. */
@Path("storage/v1/rooms/{room}/rewraps")
public class RewrapResource {
  /** As many items as one page or batch has. */
  static final int MOST = 1_000;

  private static final int CLAIM_BYTES = 16;

  private final Rewraps rewraps;
  private final Claims claims;
  private final Retirements retirements;
  private final RoomAccess access;

  @Inject
  RewrapResource(Rewraps rewraps, Claims claims, Retirements retirements, RoomAccess access) {
    this.rewraps = rewraps;
    this.claims = claims;
    this.retirements = retirements;
    this.access = access;
  }

  /** A wrap, and whose it is. */
  public record WrapView(long epoch, String author, String wrap) {}

  /**
   * Something whose key is to be wrapped anew.
   *
   * @param kind {@code record}: body is the change record, which the item is the hash of
   * @param wraps newest epoch first
   */
  public record ItemView(String item, String kind, String body, List<WrapView> wraps) {}

  /**
   * @param next what the next page is asked for with; empty if this is the last
   */
  public record PageView(List<ItemView> items, String next) {}

  /**
   * @param claim 16 bytes that the client makes up, base64url; sent again, it is the same claim
   * @param again begin at the first key again where the end was reached
   */
  public record NewClaim(
      @NotNull @Size(max = 22) String claim,
      @Min(1) long epoch,
      @Min(1) @Max(MOST) int limit,
      boolean again) {}

  /**
   * What a client is given to do, for two minutes.
   *
   * @param waitSeconds until others' claims expire, where nothing else is left; 0 otherwise
   * @param left whether something has no wrap yet although the end was reached
   */
  public record ClaimView(List<ItemView> items, long waitSeconds, boolean left) {}

  public record NewWrap(@NotNull String record, @NotNull String wrap) {}

  /**
   * @param claim that is worked through with it; empty for none
   */
  public record NewWraps(
      @Min(1) long epoch,
      @NotNull @Size(max = 22) String claim,
      @NotNull @Size(max = MOST) List<@NotNull @Valid NewWrap> wraps) {}

  /**
   * @param kept wraps that were not there before
   */
  public record Kept(int kept) {}

  /**
   * @param links from the one before the first that retired an epoch to the room's newest
   */
  public record Links(@NotNull @Size(min = 2, max = 1_000) List<@NotNull String> links) {}

  public record ShareView(long epoch, long items) {}

  public record AuthorView(String user, long wraps, String last) {}

  /**
   * @param epoch the present one
   * @param done items with a wrap under it
   * @param oldestEpochInUse the oldest epoch that is some item's newest
   * @param byEpoch items by the newest epoch under which they are wrapped
   * @param authors of wraps for the present epoch, the last first
   * @param retired epochs below this were retired by a link that this service has seen
   * @param dropping whether wraps of retired epochs are still being dropped
   */
  public record ProgressView(
      long epoch,
      long total,
      long done,
      long oldestEpochInUse,
      List<ShareView> byEpoch,
      List<AuthorView> authors,
      long retired,
      boolean dropping) {}

  @GET
  @Operation(summary = "What has no wrap under the present epoch, in key order")
  public PageView list(
      @PathParam("room") String room,
      @QueryParam("epoch") @Min(1) long epoch,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("1000") @Min(1) @Max(MOST) int limit) {
    RoomAccess.Granted granted = access.requireWriter(room, "rewrap");
    Rewraps.requirePresent(granted, epoch);
    List<WrapStore.Item> found =
        rewraps.waiting(granted.room(), epoch, Bytes.fromBase64Url(after), limit + 1);
    List<WrapStore.Item> page = found.size() > limit ? found.subList(0, limit) : found;
    String next = found.size() > limit ? page.getLast().id().toBase64Url() : "";
    return new PageView(views(granted.room(), page), next);
  }

  @POST
  @Path("claims")
  @Operation(summary = "Claims a batch to be wrapped, so that several clients share the work")
  public ClaimView claim(@PathParam("room") String room, @NotNull @Valid NewClaim request) {
    RoomAccess.Granted granted = access.requireWriter(room, "rewrap");
    Rewraps.requirePresent(granted, request.epoch());
    Bytes claim = Bytes.fromBase64Url(request.claim());
    if (claim.length() != CLAIM_BYTES) {
      throw new Problem(Reason.MALFORMED, "A claim has 16 bytes.");
    }
    return switch (claims.claim(
        granted.room(), granted.user(), request.epoch(), claim, request.limit(), request.again())) {
      case Claims.Handed.Work(List<WrapStore.Item> items) ->
          new ClaimView(views(granted.room(), items), 0, true);
      case Claims.Handed.Wait wait ->
          new ClaimView(List.of(), Math.max(1, wait.until().toSeconds()), true);
      case Claims.Handed.End end -> new ClaimView(List.of(), 0, end.anythingLeft());
    };
  }

  @POST
  @BodyLimit(512 << 10)
  @Operation(summary = "Hands wraps under the present epoch in; kept beside those that there are")
  public Kept handIn(@PathParam("room") String room, @NotNull @Valid NewWraps request) {
    RoomAccess.Granted granted = access.requireWriter(room, "rewrap");
    Rewraps.requirePresent(granted, request.epoch());
    List<WrapStore.Fresh> wraps =
        request.wraps().stream()
            .map(w -> new WrapStore.Fresh(Hash.parse(w.record()), Bytes.fromBase64Url(w.wrap())))
            .toList();
    return new Kept(
        rewraps.take(granted, request.epoch(), wraps, Bytes.fromBase64Url(request.claim())));
  }

  @GET
  @Path("progress")
  @Operation(summary = "How much is wrapped under the present epoch, and whose wraps these are")
  public ProgressView progress(@PathParam("room") String room) {
    RoomAccess.Granted granted = access.requireReader(room, "rewrap");
    long epoch = granted.decision().epoch();
    Rewraps.Progress progress = rewraps.progress(granted.room(), epoch);
    Retirements.Standing standing = retirements.standing(granted.room());
    return new ProgressView(
        epoch,
        progress.total(),
        progress.done(),
        progress.byEpoch().stream().mapToLong(WrapStore.Share::epoch).min().orElse(epoch),
        progress.byEpoch().stream().map(s -> new ShareView(s.epoch(), s.items())).toList(),
        progress.authors().stream()
            .map(a -> new AuthorView(a.user().toString(), a.wraps(), a.last().toString()))
            .toList(),
        standing.oldest(),
        standing.dropping());
  }

  @POST
  @Path("retirement")
  @BodyLimit(4 << 20)
  @Operation(summary = "Shows the links that retired epochs, so that their wraps are dropped")
  public ProgressView retire(@PathParam("room") String room, @NotNull @Valid Links request) {
    RoomAccess.Granted granted = access.requireWriter(room, "rewrap");
    retirements.learn(
        granted,
        request.links().stream()
            .map(text ->
                RoomLink.decode(Envelope.decode(StatementKind.ROOM, Bytes.fromBase64Url(text))))
            .toList());
    return progress(room);
  }

  private List<ItemView> views(ChainId room, List<WrapStore.Item> items) {
    return rewraps.bodies(room, items).stream()
        .map(body ->
            new ItemView(
                body.item().toBase64Url(),
                body.kind(),
                body.body().toBase64Url(),
                body.wraps().stream()
                    .map(
                        w -> new WrapView(w.epoch(), w.author().toString(), w.wrap().toBase64Url()))
                    .toList()))
        .toList();
  }
}
