package dev.strongroom.access.decision;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** For siblings: one decision. */
@Path("internal/v1/decisions")
@ForServices({"strongroom-storage", "strongroom-identity"})
public class DecisionResource {
  private final Decisions decisions;
  private final Rotations rotations;

  @Inject
  DecisionResource(Decisions decisions, Rotations rotations) {
    this.decisions = decisions;
    this.rotations = rotations;
  }

  @POST
  @BodyLimit(1024)
  @Operation(hidden = true)
  public Authority.Decision decide(@NotNull Authority.Question question) {
    UserId user = UserId.parse(question.user());
    ChainId room = ChainId.parse(question.room());
    Authority.Decision decision = decisions.decide(user, room);
    return decision.asRole().filter(DecisionResource::handsIn).isPresent()
        ? withNewestKeys(user, room, decision)
        : decision;
  }

  private static boolean handsIn(Role role) {
    return role.writes() || role == Role.DEPOSITOR;
  }

  /**
   * Whoever writes must know of every key given up by now. While the directory is away nobody
   * knows: nothing is written then, and reading goes on.
   */
  private Authority.Decision withNewestKeys(
      UserId user, ChainId room, Authority.Decision decision) {
    try {
      rotations.refresh();
    } catch (Problem e) {
      return decision.withoutDirectory();
    }
    return decisions.decide(user, room);
  }
}
