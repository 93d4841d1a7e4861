package dev.strongroom.kit.trace;

import dev.strongroom.events.Origin;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.BiConsumer;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** The request that is the cause of what this thread does: its trace, and its correlation id. */
public final class Cause {
  /** Where logs find the correlation id. */
  public static final String CORRELATION = "correlationId";

  /** Where requests and answers have it. */
  public static final String CORRELATION_HEADER = "X-Correlation-Id";

  private static final String SAFE = "[A-Za-z0-9-]{8,64}";

  private Cause() {}

  /** The cause as an event tells it; unknown where nothing is. */
  public static Origin current() {
    SpanContext span = Span.current().getSpanContext();
    String trace =
        span.isValid()
            ? "00-%s-%s-%s"
                .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
            : "";
    Object correlation = MDC.get(CORRELATION);
    return new Origin(trace, correlation instanceof String id && id.matches(SAFE) ? id : "");
  }

  /** Hands the cause to a request, as headers. */
  public static void carry(BiConsumer<String, String> header) {
    Origin origin = current();
    if (!origin.traceparent().isEmpty()) {
      header.accept("traceparent", origin.traceparent());
    }
    if (!origin.correlationId().isEmpty()) {
      header.accept(CORRELATION_HEADER, origin.correlationId());
    }
  }

  /** Work for another thread, under the cause of this one. */
  public static Runnable carried(Runnable work) {
    Origin origin = current();
    return Context.current().wrap(() -> under(origin.correlationId(), work));
  }

  /** Runs {@code work} with a correlation id in its logs and events; none if it is empty. */
  public static void under(String correlationId, Runnable work) {
    if (correlationId.isEmpty()) {
      work.run();
      return;
    }
    Object before = MDC.get(CORRELATION);
    MDC.put(CORRELATION, correlationId);
    try {
      work.run();
    } finally {
      if (before == null) {
        MDC.remove(CORRELATION);
      } else {
        MDC.put(CORRELATION, before);
      }
    }
  }

  /** The context that goes on with an origin's trace. */
  public static Context continued(Origin origin) {
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), origin, Traceparent.GETTER);
  }

  private enum Traceparent implements TextMapGetter<Origin> {
    GETTER;

    @Override
    public Iterable<String> keys(Origin origin) {
      return List.of("traceparent");
    }

    @Override
    public @Nullable String get(@Nullable Origin origin, String key) {
      return origin == null || !key.equals("traceparent") || origin.traceparent().isEmpty()
          ? null
          : origin.traceparent();
    }
  }
}
