package dev.strongroom.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.List;

/** The audit log as the service tells it, for auditors. Needs a sign-on and no keys. */
public final class AuditLog {
  private static final int PAGE = 200;
  private final Server server;

  public AuditLog(Enrolment enrolment) {
    this.server = enrolment.server();
  }

  /** All events behind a position, in order. */
  public List<JsonNode> events(long after) {
    List<JsonNode> events = new ArrayList<>();
    long position = after;
    List<JsonNode> page;
    do {
      page = new ArrayList<>();
      server
          .get("/audit/v1/events?limit=" + PAGE + "&after=" + position)
          .path("events")
          .forEach(page::add);
      events.addAll(page);
      long reached = page.isEmpty() ? position : page.getLast().path("position").asLong();
      if (!page.isEmpty() && reached <= position) {
        throw ServerException.nonsense("its log does not go on");
      }
      position = reached;
    } while (page.size() == PAGE);
    return events;
  }
}
