package dev.strongroom.access.request;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Requests and proposals as administrators work with them. */
@Path("access/v1/admin/requests")
public class AdminRequestResource {
  /** A line with its reason is about a kilobyte. */
  private static final long BATCH_BYTES = 8L << 20;

  private final AdminRequestList list;
  private final RequestBatch batch;
  private final Sight sight;

  @Inject
  AdminRequestResource(AdminRequestList list, RequestBatch batch, Sight sight) {
    this.list = list;
    this.batch = batch;
    this.sight = sight;
  }

  /**
   * @param requests in the order in which a refusal counts them; each is checked by itself
   */
  @Schema(description = "Requests that are filed all or not at all")
  public record NewRequests(
      @NotNull @Size(min = 1, max = RequestBatch.MOST) List<@NotNull NewRequest> requests) {
    public NewRequests {
      requests = List.copyOf(requests);
    }
  }

  /**
   * What a batch did.
   *
   * @param filed how many requests; with {@code check=true} how many would be
   * @param existing how many of the lines are asked for already
   */
  @Schema(description = "What a batch did, or would do")
  public record BatchAnswer(int filed, int existing) {}

  @GET
  @Operation(summary = "All requests and proposals, newest first; role org-admin or auditor")
  public Page<AdminRequestView> list(
      @QueryParam("state") @DefaultValue("waiting") @Pattern(regexp = "waiting|all") String state,
      @QueryParam("chain") @DefaultValue("") @Size(max = 64) String chain,
      @QueryParam("user") @DefaultValue("") @Size(max = 64) String user,
      @QueryParam("origin")
          @DefaultValue("")
          @Pattern(regexp = "|administrator|self|proposal|directory|sign-on")
          String origin,
      @Parameter(description = "The next of the page before: what was filed earlier than that")
          @QueryParam("after")
          @DefaultValue("9223372036854775807")
          @Min(0)
          long after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    return list.page(
        new AdminRequestList.Wanted(
            state.equals("waiting"),
            chain.isEmpty() ? Bytes.empty() : ChainId.parse(chain).value(),
            user.isEmpty() ? Bytes.empty() : UserId.parse(user).value(),
            origin),
        after,
        limit);
  }

  @POST
  @Path("batch")
  @BodyLimit(BATCH_BYTES)
  @Operation(
      summary =
          "Files up to 5,000 requests, all or none; role org-admin. A refusal names every line")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = BatchAnswer.class)))
  @APIResponse(
      responseCode = "422",
      description = "lines-refused: lines[] says which and why; nothing was filed")
  public BatchAnswer batch(
      @Parameter(description = "Whether nothing is to be filed, however it turns out")
          @QueryParam("check")
          @DefaultValue("false")
          boolean check,
      @NotNull @Valid NewRequests requests) {
    UserId administrator = sight.requireAdministrator();
    RequestBatch.Outcome outcome = batch.file(administrator, requests.requests(), check);
    return new BatchAnswer(outcome.filed(), outcome.existing());
  }
}
