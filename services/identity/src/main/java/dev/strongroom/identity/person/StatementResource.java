package dev.strongroom.identity.person;

import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.identity.organisation.SignedIn;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.statement.Envelope;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Bodies of what the directory log names, by the hash that it names them by. */
@Path("/")
public class StatementResource {
  private final Organisations organisations;
  private final Caller caller;
  private final SignedIn signedIn;

  @Inject
  StatementResource(Organisations organisations, Caller caller, SignedIn signedIn) {
    this.signedIn = signedIn;
    this.organisations = organisations;
    this.caller = caller;
  }

  @Schema(description = "A statement as it was signed: its kind, and the DSSE envelope, base64url.")
  public record StatementView(String kind, String envelope) {}

  @GET
  @Path("identity/v1/statements/{hash}")
  @Operation(summary = "A policy or an identity statement, by the hash of its payload")
  @Transactional
  public StatementView statement(@PathParam("hash") String text) {
    signedIn.require(caller);
    Hash hash = Hash.parse(text);
    Optional<IdentityEntity> identity = IdentityEntity.findByIdOptional(hash.value().toArray());
    return identity
        .map(IdentityEntity::statement)
        .or(() -> organisations.policies().stream().filter(p -> p.hash().equals(hash)).findFirst())
        .map(StatementResource::view)
        .orElseThrow(Problem::notFound);
  }

  private static StatementView view(Envelope envelope) {
    return new StatementView(
        envelope.kind().toString().toLowerCase(Locale.ROOT), envelope.encode().toBase64Url());
  }
}
