package dev.strongroom.access.request;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.proposal.ProposalCheck;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Signed proposals come in here, and are listed with the requests. */
@Path("access/v1/proposals")
public class ProposalResource {
  private static final long LIMIT_BYTES = 64L << 10;

  private final Requests requests;
  private final Directory directory;
  private final Caller caller;

  @Inject
  ProposalResource(Requests requests, Directory directory, Caller caller) {
    this.requests = requests;
    this.directory = directory;
    this.caller = caller;
  }

  /**
   * @param envelope base64url
   */
  @Schema(description = "A proposal, signed by who hands it in")
  public record NewProposal(
      @NotNull @Size(max = 60_000) @Schema(examples = "eyJwYXlsb2FkVHlwZSI6…") String envelope) {}

  @POST
  @BodyLimit(LIMIT_BYTES)
  @Operation(
      summary =
          "Takes a signed proposal to a chain's managers; gives nothing. The same bytes again"
              + " change nothing")
  public RequestView propose(@NotNull @Valid NewProposal proposal) {
    UserId user = directory.userOf(caller);
    Signed<Proposal> signed =
        Proposal.decode(
            Envelope.decode(StatementKind.PROPOSAL, Bytes.fromBase64Url(proposal.envelope())));
    if (!signed.body().author().user().equals(user)) {
      throw new Problem(Reason.FORBIDDEN, "A proposal is handed in by who signed it.");
    }
    Instant now = Instant.now();
    new ProposalCheck(directory.organisationId(), directory::identitiesOf)
        .requireSigned(signed, now);
    // Whom the directory does not know no client can show; everybody may ask the directory himself.
    directory.identitiesOf(signed.body().user());
    return RequestView.of(requests.propose(signed), now);
  }
}
