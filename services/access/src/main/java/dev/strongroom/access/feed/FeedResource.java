package dev.strongroom.access.feed;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A directory group as the source of a group's requests. */
@Path("access/v1/admin/groups/{group}/feed")
public class FeedResource {
  private final Feeds feeds;
  private final Sight sight;

  @Inject
  FeedResource(Feeds feeds, Sight sight) {
    this.feeds = feeds;
    this.sight = sight;
  }

  /**
   * @param directoryGroup id of the group in the sign-on's directory; its name may change
   */
  @Schema(description = "A directory group that is to be the source of requests")
  public record NewFeed(@NotNull @Pattern(regexp = "[A-Za-z0-9_-]{1,64}") String directoryGroup) {}

  @GET
  @Operation(summary = "What feeds a group; role org-admin or auditor")
  public Feeds.View one(@PathParam("group") @Size(max = 64) String group) {
    sight.requireSight();
    return feeds.one(ChainId.parse(group));
  }

  @PUT
  @BodyLimit(1024)
  @Operation(
      summary =
          "Makes a directory group the source of a group's requests, and asks for how they differ;"
              + " role org-admin. It changes no membership")
  public Feeds.View set(
      @PathParam("group") @Size(max = 64) String group, @NotNull @Valid NewFeed feed) {
    UserId administrator = sight.requireAdministrator();
    return feeds.set(administrator, ChainId.parse(group), feed.directoryGroup());
  }

  @DELETE
  @Operation(summary = "Nothing feeds a group any longer; role org-admin")
  public Response clear(@PathParam("group") @Size(max = 64) String group) {
    UserId administrator = sight.requireAdministrator();
    feeds.clear(administrator, ChainId.parse(group));
    return Response.noContent().build();
  }
}
