package dev.strongroom.kit.inbox;

import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/**
 * The operator's command after the cause of a parked event was mended. On the internal port, under
 * the service's own client.
 */
@Path("internal/v1/inbox")
@ForServices(ForServices.ITSELF)
public class InboxResource {
  private static final Logger LOG = Logger.getLogger(InboxResource.class);

  private final Inbox inbox;
  private final Handlers handlers;

  @Inject
  InboxResource(Inbox inbox, Handlers handlers) {
    this.inbox = inbox;
    this.handlers = handlers;
  }

  /**
   * What a replay did.
   *
   * @param applied how many parked events were applied
   * @param parked whether some are left
   */
  public record Replayed(int applied, boolean parked) {}

  /** Applies an aggregate's parked events in order, up to the first that still cannot be. */
  @POST
  @Path("{aggregate}/replay")
  @Operation(hidden = true)
  public Replayed replay(@PathParam("aggregate") String aggregate) {
    EventHandler handler =
        handlers
            .all()
            .orElseThrow(() -> new Problem(Reason.NOT_FOUND, "This service takes no events."));
    int applied = 0;
    for (String source : inbox.parkedSources(aggregate)) {
      applied += replay(source, aggregate, handler);
    }
    return new Replayed(applied, !inbox.parkedSources(aggregate).isEmpty());
  }

  private int replay(String source, String aggregate, EventHandler handler) {
    int applied = 0;
    try {
      while (inbox.replayNext(source, aggregate, handler)) {
        applied++;
      }
    } catch (RuntimeException e) {
      LOG.warnf(e, "aggregate %s of %s stays parked", aggregate, source);
    }
    return applied;
  }
}
