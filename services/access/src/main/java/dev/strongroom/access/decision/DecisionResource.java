package dev.strongroom.access.decision;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** For siblings: one decision. */
@Path("internal/v1/decisions")
public class DecisionResource {
  private final Decisions decisions;
  private final Caller caller;

  @Inject
  DecisionResource(Decisions decisions, Caller caller) {
    this.decisions = decisions;
    this.caller = caller;
  }

  @POST
  @BodyLimit(1024)
  @Operation(hidden = true)
  public Authority.Decision decide(@NotNull Authority.Question question) {
    caller.requireService("strongroom-storage");
    return decisions.decide(UserId.parse(question.user()), ChainId.parse(question.room()));
  }
}
