package dev.strongroom.identity.log;

import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.identity.organisation.SignedIn;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.DirectoryEntry;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The directory log, for every user to replay; and for access to have its links logged. */
@Path("/")
public class LogResource {
  private final Appends appends;
  private final Log log;
  private final Organisations organisations;
  private final Caller caller;
  private final SignedIn signedIn;

  @Inject
  LogResource(
      Appends appends, Log log, Organisations organisations, Caller caller, SignedIn signedIn) {
    this.signedIn = signedIn;
    this.appends = appends;
    this.log = log;
    this.organisations = organisations;
    this.caller = caller;
  }

  @Schema(description = "The log's verifier key, as a policy must name it (c2sp.org/signed-note).")
  public record KeyView(String key) {}

  /**
   * @param checkpoint a signed note
   * @param consistency hashes, base64url
   */
  @Schema(description = "The newest checkpoint, and the proof that it continues the one asked for.")
  public record CheckpointView(String checkpoint, List<String> consistency) {
    public CheckpointView {
      consistency = List.copyOf(consistency);
    }
  }

  @Schema(description = "Entries of 73 bytes, one behind the other, base64url.")
  public record EntriesView(String entries) {}

  /** What access has logged. */
  public record NewEntry(
      @NotNull @Size(max = 16) String kind,
      @NotNull @Size(max = 64) String subject,
      @Min(0) long sequence,
      @NotNull @Size(max = 64) String payload) {
    DirectoryEntry asEntry() {
      ChainId chain = ChainId.parse(subject);
      return switch (kind) {
        case "group" -> DirectoryEntry.group(chain, sequence, Hash.parse(payload));
        case "room" -> DirectoryEntry.room(chain, sequence, Hash.parse(payload));
        default -> throw new Problem(Reason.MALFORMED, "Only links of groups and rooms.");
      };
    }
  }

  /** Where it stands. */
  public record LoggedView(long index, String checkpoint, List<String> inclusion) {
    public LoggedView {
      inclusion = List.copyOf(inclusion);
    }
  }

  @GET
  @Path("identity/v1/log/key")
  @Operation(summary = "The key that signs the directory log of this installation")
  public KeyView key() {
    signedIn.require(caller);
    return new KeyView(log.key().toString());
  }

  @GET
  @Path("identity/v1/log/checkpoint")
  @Operation(summary = "The newest checkpoint, proved to continue the log of so many entries")
  public CheckpointView checkpoint(@QueryParam("have") @DefaultValue("0") @Min(0) long have) {
    signedIn.require(caller);
    Log.Advance advance = log.checkpoint(have);
    return new CheckpointView(advance.checkpoint().note(), texts(advance.consistency()));
  }

  @GET
  @Path("identity/v1/log/entries")
  @Operation(summary = "Entries of the directory log, at most 50,000 at a time")
  public EntriesView entries(
      @QueryParam("from") @DefaultValue("0") @Min(0) long from, @QueryParam("to") @Min(0) long to) {
    signedIn.require(caller);
    return new EntriesView(log.entries(from, to).toBase64Url());
  }

  /** For access: logs a link, or finds it; the same request again changes nothing. */
  @POST
  @Path("internal/v1/log/entries")
  @ForServices("strongroom-access")
  @Operation(hidden = true)
  public LoggedView append(@NotNull @Valid NewEntry entry) {
    Log.Logged logged = appends.append(organisations.require(), entry.asEntry());
    return new LoggedView(logged.index(), logged.checkpoint().note(), texts(logged.inclusion()));
  }

  private static List<String> texts(List<Hash> hashes) {
    return hashes.stream().map(Hash::toString).toList();
  }
}
