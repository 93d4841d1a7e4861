package dev.strongroom.audit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.sibling.Directory;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The audit log, for auditors. */
@Path("audit/v1/events")
public class EventResource {
  private static final String AUDITOR = "auditor";

  private final Caller caller;
  private final Directory directory;
  private final EventSearch search;
  private final EventExport export;
  private final ObjectMapper json;

  @Inject
  EventResource(
      Caller caller,
      Directory directory,
      EventSearch search,
      EventExport export,
      ObjectMapper json) {
    this.directory = directory;
    this.caller = caller;
    this.search = search;
    this.export = export;
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
      @Valid @BeanParam EventQuery wanted)
      throws JsonProcessingException {
    directory.userOf(caller);
    caller.requireRole(AUDITOR);
    List<EventView> events = new ArrayList<>();
    List<EventEntity> rows =
        before == null ? search.after(after, wanted, limit) : search.before(before, wanted, limit);
    for (EventEntity row : rows) {
      events.add(view(row, json));
    }
    return new EventsView(events);
  }

  @GET
  @Path("export")
  @Operation(summary = "All events that a search finds, oldest first, as a file; role auditor")
  @APIResponse(
      responseCode = "200",
      content = {@Content(mediaType = "application/x-ndjson"), @Content(mediaType = "text/csv")})
  public Response export(
      @QueryParam("format") @DefaultValue("ndjson") @Pattern(regexp = "ndjson|csv") String format,
      @Valid @BeanParam EventQuery wanted) {
    directory.userOf(caller);
    caller.requireRole(AUDITOR);
    EventExport.Format as =
        format.equals("csv") ? EventExport.Format.CSV : EventExport.Format.NDJSON;
    return Response.ok(export.of(wanted, as), as.type())
        .header(
            "Content-Disposition", "attachment; filename=\"strongroom-audit." + as.text() + "\"")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  static EventView view(EventEntity row, ObjectMapper json) throws JsonProcessingException {
    return new EventView(
        row.position,
        row.type,
        row.aggregate,
        row.sequence,
        row.actor,
        row.happened_at,
        json.readTree(row.data));
  }
}
