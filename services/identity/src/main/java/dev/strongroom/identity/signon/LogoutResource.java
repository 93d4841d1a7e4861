package dev.strongroom.identity.signon;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.OwnCredential;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where the sign-on says that a session ended; the token is the proof, and no other is asked. */
@Path("identity/v1/sign-on/logout")
@OwnCredential
public class LogoutResource {
  private final LogoutTokens tokens;
  private final Shown shown;
  private final Sessions sessions;

  @Inject
  LogoutResource(LogoutTokens tokens, Shown shown, Sessions sessions) {
    this.tokens = tokens;
    this.shown = shown;
    this.sessions = sessions;
  }

  @POST
  @Blocking
  @BodyLimit(16 << 10)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "Back-channel logout, for the sign-on: ends a session, or all of somebody's")
  @Transactional
  public Response logout(@FormParam("logout_token") @NotBlank @Size(max = 8_000) String token) {
    LogoutTokens.Logout logout = tokens.verify(token);
    // As long as it would be taken otherwise, and the clocks' difference.
    if (!shown.isFirst(
        "logout " + logout.id(), logout.issuedAt().plusSeconds(2L * LogoutTokens.SECONDS_OLD))) {
      throw LogoutTokens.refused();
    }
    sessions.ended(logout.subject(), logout.session(), logout.issuedAt());
    CacheControl never = new CacheControl();
    never.setNoStore(true);
    return Response.ok().cacheControl(never).build();
  }
}
