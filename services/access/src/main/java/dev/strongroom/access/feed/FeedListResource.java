package dev.strongroom.access.feed;

import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All directory groups that are sources of requests. */
@Path("access/v1/admin/feeds")
public class FeedListResource {
  private final Feeds feeds;
  private final Sight sight;

  @Inject
  FeedListResource(Feeds feeds, Sight sight) {
    this.feeds = feeds;
    this.sight = sight;
  }

  @GET
  @Operation(summary = "Groups that a directory group feeds; role org-admin or auditor")
  public Page<Feeds.View> list(
      @QueryParam("after") @DefaultValue("") @Size(max = 64) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.requireSight();
    Bytes behind = after.isEmpty() ? Bytes.empty() : ChainId.parse(after).value();
    return Page.of(feeds.page(behind, limit + 1), limit, Feeds.View::group);
  }
}
