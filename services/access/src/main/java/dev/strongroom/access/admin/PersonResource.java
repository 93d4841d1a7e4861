package dev.strongroom.access.admin;

import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What one person reaches, for administrators and auditors. */
@Path("access/v1/admin/people/{user}/access")
public class PersonResource {
  private final Reach reach;
  private final Sight sight;

  @Inject
  PersonResource(Reach reach, Sight sight) {
    this.reach = reach;
    this.sight = sight;
  }

  @GET
  @Operation(summary = "All groups and rooms that a person reaches; role org-admin or auditor")
  public Reach.PersonAccess access(@PathParam("user") @Size(max = 64) String user) {
    sight.requireSight();
    return reach.of(UserId.parse(user));
  }
}
