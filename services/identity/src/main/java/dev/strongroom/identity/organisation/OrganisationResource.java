package dev.strongroom.identity.organisation;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The organisation: its id, and its policies as they were signed. */
@Path("/")
public class OrganisationResource {
  private final Organisations organisations;
  private final Caller caller;
  private final SignedIn signedIn;

  @Inject
  OrganisationResource(Organisations organisations, Caller caller, SignedIn signedIn) {
    this.signedIn = signedIn;
    this.organisations = organisations;
    this.caller = caller;
  }

  /**
   * @param policies envelopes, oldest first, base64url
   */
  @Schema(description = "The organisation and its policies, oldest first, as they were signed.")
  public record OrganisationView(String organisation, List<String> policies) {
    public OrganisationView {
      policies = List.copyOf(policies);
    }
  }

  public record NewPolicy(
      @NotNull
          @Size(max = 100_000)
          @Schema(description = "DSSE envelope, base64url", examples = "eyJwYXlsb2FkVHlwZSI6…")
          String envelope) {}

  /** What siblings need to know of it. */
  record InternalView(String organisation, String alias, String issuer, List<String> logKeys) {}

  @GET
  @Path("identity/v1/organisation")
  @Operation(summary = "The organisation and its policies")
  public OrganisationView organisation() {
    signedIn.require(caller);
    return new OrganisationView(
        organisations.require().toString(),
        organisations.policies().stream().map(p -> p.encode().toBase64Url()).toList());
  }

  @POST
  @Path("identity/v1/organisation/policies")
  @BodyLimit(128 << 10)
  @Operation(
      summary = "Publishes a policy signed by the root key; the first one founds the organisation")
  public OrganisationView publish(@Valid @NotNull NewPolicy policy) {
    signedIn.require(caller);
    caller.requireRole("org-admin");
    organisations.publish(
        caller, Envelope.decode(StatementKind.POLICY, Bytes.fromBase64Url(policy.envelope())));
    return organisation();
  }

  /** For siblings: the organisation, and the sign-on whose tokens are its users'. */
  @GET
  @Path("internal/v1/organisation")
  @ForServices({"strongroom-access", "strongroom-storage", "strongroom-audit"})
  @Operation(hidden = true)
  public InternalView internal() {
    if (organisations.id().isEmpty()) {
      throw Problem.notFound();
    }
    Policy policy = organisations.newest().body();
    String alias = policy.providers().keySet().stream().sorted().findFirst().orElseThrow();
    return new InternalView(
        organisations.require().toString(),
        alias,
        String.valueOf(policy.providers().get(alias)),
        policy.directoryKeys().stream().map(NoteKey::toString).toList());
  }
}
