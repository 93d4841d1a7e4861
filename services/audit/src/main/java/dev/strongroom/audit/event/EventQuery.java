package dev.strongroom.audit.event;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What is searched for; an empty filter fits everything, several hold together. */
public class EventQuery {
  /** What the database has dates for, and a few centuries less. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  @Parameter(description = "User id of who acted")
  @QueryParam("actor")
  @DefaultValue("")
  @Size(max = 64)
  String actor = "";

  @Parameter(description = "Id of the user, group, room or organisation that it is about")
  @QueryParam("object")
  @DefaultValue("")
  @Size(max = 64)
  String object = "";

  @Parameter(description = "The whole type")
  @QueryParam("type")
  @DefaultValue("")
  @Size(max = 100)
  String type = "";

  @Parameter(
      description = "User id of who acted or whom it concerns: what it is about, or a change")
  @QueryParam("person")
  @DefaultValue("")
  @Size(max = 64)
  String person = "";

  @Parameter(description = "Id of a room, or a group: the same as object")
  @QueryParam("room")
  @DefaultValue("")
  @Size(max = 64)
  String room = "";

  @Parameter(description = "An instant: not before")
  @QueryParam("from")
  @DefaultValue("")
  @Size(max = 40)
  String from = "";

  @Parameter(description = "An instant: before, and not at")
  @QueryParam("to")
  @DefaultValue("")
  @Size(max = 40)
  String to = "";

  /**
   * The conditions in SQL, each with its parameter. Left out where nothing is asked for, so that
   * the database takes the index of what is.
   *
   * @throws Problem {@code malformed} for what is no instant
   */
  Map<String, Object> conditions() {
    Map<String, Object> conditions = new LinkedHashMap<>();
    given(actor).ifPresent(id -> conditions.put("actor = :actor", id));
    given(object).ifPresent(id -> conditions.put("aggregate = :object", id));
    given(room).ifPresent(id -> conditions.put("aggregate = :room", id));
    given(type).ifPresent(name -> conditions.put("type = :type", name));
    given(person).ifPresent(id -> conditions.put("people @> ARRAY[CAST(:person AS text)]", id));
    given(from)
        .ifPresent(
            text -> conditions.put("happened_at >= :from", instant(text).atOffset(ZoneOffset.UTC)));
    given(to)
        .ifPresent(
            text -> conditions.put("happened_at < :to", instant(text).atOffset(ZoneOffset.UTC)));
    return conditions;
  }

  private static Optional<String> given(String filter) {
    return Optional.of(filter).filter(text -> !text.isEmpty());
  }

  private static Instant instant(String text) {
    try {
      Instant instant = Instant.parse(text);
      if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
        throw new Problem(Reason.MALFORMED, "No event is that old, or that new.");
      }
      return instant;
    } catch (DateTimeException e) {
      throw new Problem(Reason.MALFORMED, "A time is given as 2026-01-31T16:00:00Z.");
    }
  }
}
