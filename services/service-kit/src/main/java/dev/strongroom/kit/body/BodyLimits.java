package dev.strongroom.kit.body;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is announced to be too long before a byte of it is read, and what is not announced
 * as soon as it is. The connection ends with the answer: the rest of such a body is not waited for.
 */
@ApplicationScoped
public class BodyLimits {
  private static final String EXCEEDED = "strongroom.body-too-large";

  /** Before the server's own limit, which would answer without a body. */
  void begin(@Observes Router router) {
    router.route().order(-15_000).handler(BodyLimits::holdServersLimit);
  }

  private static void holdServersLimit(RoutingContext request) {
    if (announced(request) <= BodyLimit.MOST) {
      request.next();
      return;
    }
    refuse(request);
    request
        .response()
        .setStatusCode(Reason.BODY_TOO_LARGE.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            "{\"type\":\"urn:strongroom:problem:body-too-large\",\"title\":\"body too large\","
                + "\"status\":413,\"reason\":\"body-too-large\",\"detail\":\""
                + detail(BodyLimit.MOST)
                + "\",\"retryable\":false}");
  }

  @ServerRequestFilter(priority = 2)
  void holdEndpointsLimit(
      ContainerRequestContext request, ResourceInfo endpoint, RoutingContext routing) {
    boolean chunked = routing.request().getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    long announced = announced(routing);
    if (!chunked && announced <= 0) {
      return;
    }
    BodyLimit own = endpoint.getResourceMethod().getAnnotation(BodyLimit.class);
    long limit = own == null ? BodyLimit.DEFAULT : own.value();
    if (announced > limit) {
      throw tooLarge(routing, limit);
    }
    if (chunked) {
      request.setEntityStream(new Counted(request.getEntityStream(), limit, routing));
    }
  }

  /** As the request says; 0 where it says nothing. A server takes no length that is no number. */
  private static long announced(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  /** Whether the answer to this request has to be that it is too large. */
  public static boolean exceeded(@Nullable RoutingContext request) {
    return request != null && request.get(EXCEEDED) != null;
  }

  private static Problem tooLarge(RoutingContext request, long limit) {
    refuse(request);
    return new Problem(Reason.BODY_TOO_LARGE, detail(limit));
  }

  private static void refuse(RoutingContext request) {
    request.put(EXCEEDED, true);
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    request.addEndHandler(_ -> request.request().connection().close());
  }

  private static String detail(long limit) {
    return "This takes at most " + limit + " bytes.";
  }

  /** Gives up at the first byte that is too many. */
  private static final class Counted extends FilterInputStream {
    private final long limit;
    private final RoutingContext request;
    private long read;

    Counted(InputStream body, long limit, RoutingContext request) {
      super(body);
      this.limit = limit;
      this.request = request;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int some = super.read(into, offset, length);
      count(Math.max(some, 0));
      return some;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      count(skipped);
      return skipped;
    }

    /**
     * Whoever has read enough closes, and closing reads to the end: that counts as well. A body
     * that was too long already has no end to wait for.
     */
    @Override
    public void close() throws IOException {
      byte[] rest = new byte[8192];
      while (read <= limit && read(rest) >= 0) {
        // Counted, and thrown away.
      }
      if (read <= limit) {
        super.close();
      }
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void count(long bytes) {
      read += bytes;
      if (read > limit) {
        throw tooLarge(request, limit);
      }
    }
  }
}
