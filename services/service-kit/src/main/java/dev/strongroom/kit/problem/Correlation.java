package dev.strongroom.kit.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** One id for everything that a request makes happen; in the logs and in the answer. */
class Correlation {
  private static final String HEADER = "X-Correlation-Id";
  private static final String SAFE = "[A-Za-z0-9-]{8,64}";

  @ServerRequestFilter(priority = 1)
  void begin(ContainerRequestContext request) {
    String given = request.getHeaderString(HEADER);
    String id = given != null && given.matches(SAFE) ? given : UUID.randomUUID().toString();
    request.setProperty(HEADER, id);
    MDC.put("correlationId", id);
  }

  @ServerResponseFilter
  void end(ContainerRequestContext request, ContainerResponseContext response) {
    Object id = request.getProperty(HEADER);
    if (id != null) {
      response.getHeaders().putSingle(HEADER, id);
    }
    response.getHeaders().putSingle("Cache-Control", "no-store");
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
    MDC.remove("correlationId");
  }
}
