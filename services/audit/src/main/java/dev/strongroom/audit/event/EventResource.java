package dev.strongroom.audit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.sibling.Directory;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The audit log, for auditors. */
@Path("audit/v1/events")
public class EventResource {
  private final Caller caller;
  private final Directory directory;
  private final ObjectMapper json;

  @Inject
  EventResource(Caller caller, ObjectMapper json, Directory directory) {
    this.directory = directory;
    this.caller = caller;
    this.json = json;
  }

  /**
   * @param position in the order of arrival
   * @param aggregate id of the user, group, room or organisation that it is about
   * @param actor user id of who acted
   */
  @Schema(description = "One event")
  public record EventView(
      @Schema(examples = "17") long position,
      @Schema(examples = "dev.strongroom.storage.v1.Committed") String type,
      String aggregate,
      long sequence,
      String actor,
      Instant time,
      @Schema(implementation = Object.class, description = "As the event's schema says")
          JsonNode data) {}

  public record EventsView(List<EventView> events) {
    public EventsView {
      events = List.copyOf(events);
    }
  }

  @GET
  @Operation(
      summary =
          "Who did what: events behind a position, oldest first, or before one, newest first;"
              + " role auditor")
  @Transactional
  public EventsView events(
      @QueryParam("after") @DefaultValue("0") @Min(0) long after,
      @Parameter(
              description =
                  "Wins over after: events before this position, newest first; beyond the last, it"
                      + " begins with the newest")
          @QueryParam("before")
          @Min(0)
          @Nullable Long before,
      @QueryParam("limit") @DefaultValue("200") @Min(1) @Max(500) int limit,
      @QueryParam("actor") @DefaultValue("") @Size(max = 64) String actor,
      @QueryParam("object") @DefaultValue("") @Size(max = 64) String object,
      @QueryParam("type") @DefaultValue("") @Size(max = 100) String type)
      throws JsonProcessingException {
    directory.userOf(caller);
    caller.requireRole("auditor");
    List<EventView> events = new ArrayList<>();
    List<EventEntity> rows =
        before == null
            ? EventEntity.after(after, actor, object, type, limit)
            : EventEntity.before(before, actor, object, type, limit);
    for (EventEntity row : rows) {
      events.add(
          new EventView(
              row.position,
              row.type,
              row.aggregate,
              row.sequence,
              row.actor,
              row.happened_at,
              json.readTree(row.data)));
    }
    return new EventsView(events);
  }
}
