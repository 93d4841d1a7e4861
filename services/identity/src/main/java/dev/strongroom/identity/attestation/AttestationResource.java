package dev.strongroom.identity.attestation;

import dev.strongroom.identity.person.People;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Attestations, as they were signed. */
@Path("/")
public class AttestationResource {
  private final AttestationLedger ledger;
  private final People people;
  private final Caller caller;

  @Inject
  AttestationResource(AttestationLedger ledger, People people, Caller caller) {
    this.ledger = ledger;
    this.people = people;
    this.caller = caller;
  }

  public record NewAttestation(
      @NotBlank @Size(max = 32_000) @Schema(description = "DSSE envelope, base64url")
          String envelope) {}

  /**
   * @param index its place in the directory log
   */
  @Schema(description = "An attestation, as it was signed.")
  public record AttestationView(String envelope, long index) {}

  @POST
  @Path("identity/v1/attestations")
  @BodyLimit(48 << 10)
  @Operation(summary = "An attester of the policy publishes what he signed of a person")
  public Map<String, Long> publish(@Valid @NotNull NewAttestation body) {
    UserId user = people.userOf(caller.requireUser());
    Envelope envelope =
        Envelope.decode(StatementKind.ATTESTATION, Bytes.fromBase64Url(body.envelope()));
    return Map.of("index", ledger.publish(user, envelope));
  }

  @GET
  @Path("identity/v1/users/{user}/attestations")
  @Operation(summary = "What attesters signed of a person, the newest first, at most a hundred")
  public List<AttestationView> of(@PathParam("user") String user) {
    people.userOf(caller.requireUser());
    UserId person = UserId.parse(user);
    people.byId(person);
    return ledger.of(person).stream()
        .map(row -> new AttestationView(Bytes.of(row.envelope).toBase64Url(), row.log_index))
        .toList();
  }
}
