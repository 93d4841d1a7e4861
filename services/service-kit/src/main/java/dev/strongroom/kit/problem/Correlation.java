package dev.strongroom.kit.problem;

import dev.strongroom.kit.trace.Cause;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** One id for everything that a request makes happen; in the logs and in the answer. */
@ApplicationScoped
public class Correlation {
  static final String FIELD = Cause.CORRELATION;
  private static final String HEADER = Cause.CORRELATION_HEADER;
  private static final int UNAVAILABLE = 503;
  private static final String SAFE = "[A-Za-z0-9-]{8,64}";

  /** Before everything else, so that a refused token has its id as well. */
  void begin(@Observes Router router) {
    router.route().order(-20_000).handler(Correlation::name);
  }

  private static void name(RoutingContext request) {
    String given = request.request().getHeader(HEADER);
    String id = given != null && given.matches(SAFE) ? given : UUID.randomUUID().toString();
    request.put(FIELD, id);
    request.addHeadersEndHandler(_ -> {
      MultiMap headers = request.response().headers();
      headers.set(HEADER, id);
      if (request.response().getStatusCode() == UNAVAILABLE && !headers.contains("Retry-After")) {
        headers.set("Retry-After", ProblemMappers.RETRY_AFTER_SECONDS);
      }
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      // An answer is data: whoever opens one as a page sees nothing run, and no page frames it.
      headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    });
    request.next();
  }

  static @Nullable String of(@Nullable RoutingContext request) {
    return request == null ? null : request.<String>get(FIELD);
  }

  @ServerRequestFilter(priority = 1)
  void log(RoutingContext request) {
    String id = of(request);
    if (id != null) {
      MDC.put(FIELD, id);
    }
  }

  @ServerResponseFilter
  void end() {
    MDC.remove(FIELD);
  }
}
