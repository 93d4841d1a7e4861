package dev.strongroom.access.request;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.sibling.Sight;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Somebody leaves: his removal is asked for wherever he is. */
@Path("access/v1/admin/people/{user}/removal")
public class PersonRemovalResource {
  private final Removals removals;
  private final Sight sight;

  @Inject
  PersonRemovalResource(Removals removals, Sight sight) {
    this.removals = removals;
    this.sight = sight;
  }

  /**
   * @param reason shown to the managers; no client believes it
   */
  @Schema(description = "Why somebody is to be removed everywhere")
  public record NewRemoval(@NotNull @Size(max = 500) String reason) {}

  /**
   * @param filed one for each group and room that he is in himself
   * @param alreadyWaiting of them, where an administrator asks for his removal already
   */
  @Schema(description = "The requests for somebody's removal")
  public record RemovalAnswer(List<RequestView> filed, int alreadyWaiting) {
    public RemovalAnswer {
      filed = List.copyOf(filed);
    }
  }

  @POST
  @BodyLimit(8 << 10)
  @Operation(
      summary =
          "Asks for a person's removal from every group and room; role org-admin. Each cuts with"
              + " the answer, but where he is the last manager")
  public RemovalAnswer remove(
      @PathParam("user") @Size(max = 64) String user, @NotNull @Valid NewRemoval removal) {
    UserId administrator = sight.requireAdministrator();
    Removals.Outcome outcome =
        removals.everywhere(administrator, UserId.parse(user), removal.reason());
    Instant now = Instant.now();
    return new RemovalAnswer(
        outcome.filed().stream().map(row -> RequestView.of(row, now)).toList(),
        outcome.alreadyWaiting());
  }
}
