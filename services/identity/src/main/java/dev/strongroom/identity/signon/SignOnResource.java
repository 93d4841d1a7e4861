package dev.strongroom.identity.signon;

import dev.strongroom.identity.admin.Sight;
import dev.strongroom.kit.body.BodyLimit;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** How the company's sign-on and its mirror here are. */
@Path("identity/v1/admin/sign-on")
public class SignOnResource {
  private final SignOnState state;
  private final Sight sight;

  @Inject
  SignOnResource(SignOnState state, Sight sight) {
    this.state = state;
    this.sight = sight;
  }

  /**
   * @param confirmDeletions whether deletions that were held, for most people would go at once, may
   *     be done this time
   */
  @Schema(description = "A comparison with the sign-on that is asked for")
  public record Reconciliation(boolean confirmDeletions) {}

  @GET
  @Operation(summary = "How the sign-on and its mirror are; role org-admin or auditor")
  public SignOnState.SignOnView signOn() {
    sight.require();
    return state.view();
  }

  @POST
  @Path("reconciliation")
  @BodyLimit(1024)
  @Operation(summary = "Has everything compared with the sign-on now; role org-admin")
  @APIResponse(responseCode = "202", description = "It begins within a second")
  public Response reconcile(@Nullable Reconciliation asked) {
    sight.requireAdministrator();
    state.ask(asked != null && asked.confirmDeletions());
    return Response.accepted().build();
  }
}
