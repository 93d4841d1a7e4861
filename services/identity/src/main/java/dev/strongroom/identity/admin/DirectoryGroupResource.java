package dev.strongroom.identity.admin;

import dev.strongroom.identity.account.Accounts;
import dev.strongroom.kit.page.Page;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The directory's groups: what requests may come from; they give nobody access. */
@Path("identity/v1/admin/directory/groups")
public class DirectoryGroupResource {
  private final DirectoryGroups groups;
  private final Sight sight;

  @Inject
  DirectoryGroupResource(DirectoryGroups groups, Sight sight) {
    this.groups = groups;
    this.sight = sight;
  }

  @GET
  @Operation(summary = "Groups of the sign-on's directory; role org-admin or auditor")
  public Page<DirectoryGroups.Group> list(
      @QueryParam("query") @DefaultValue("") @Size(max = 254) String query,
      @QueryParam("after") @DefaultValue("") @Size(max = 1500) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.require();
    Optional<String[]> place = Cursor.split(after);
    return Page.of(
        groups.find(
            query.toLowerCase(Locale.ROOT),
            place.map(p -> p[0]).orElse(""),
            place.map(p -> p[1]).orElse(""),
            limit + 1),
        limit,
        group -> Cursor.of(group.path(), group.id()));
  }

  @GET
  @Path("{id}/members")
  @Operation(summary = "Who is in one of them; role org-admin or auditor")
  public Page<DirectoryGroups.GroupMember> members(
      @PathParam("id") @Size(max = 64) String id,
      @QueryParam("after") @DefaultValue("") @Size(max = 1500) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.require();
    Optional<Accounts.Place> place = Cursor.place(after);
    return Page.of(
        groups.members(
            id,
            place.map(Accounts.Place::username).orElse(""),
            place.map(p -> p.user().value().toArray()).orElse(new byte[0]),
            limit + 1),
        limit,
        member -> Cursor.of(member.username(), member.user()));
  }
}
