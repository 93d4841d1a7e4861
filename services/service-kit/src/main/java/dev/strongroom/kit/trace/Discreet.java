package dev.strongroom.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Lets out of this process only what is known to name nobody: methods, routes, paths (which hold
 * ids and no names), states. Queries, addresses, headers and messages of exceptions stay here,
 * whatever an instrumentation may think of noting.
 */
final class Discreet implements SpanExporter {
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "http.request.method",
          "http.response.status_code",
          "http.route",
          "url.path",
          "url.scheme",
          "server.address",
          "server.port",
          "network.protocol.version",
          "code.function.name",
          "error.type",
          "exception.type");

  private final SpanExporter next;

  Discreet(SpanExporter next) {
    this.next = next;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    return next.export(spans.stream().<SpanData>map(Known::new).toList());
  }

  @Override
  public CompletableResultCode flush() {
    return next.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  private static Attributes known(Attributes all) {
    AttributesBuilder kept = all.toBuilder();
    kept.removeIf(Discreet::unknown);
    return kept.build();
  }

  private static boolean unknown(AttributeKey<?> key) {
    return !ATTRIBUTES.contains(key.getKey());
  }

  private static final class Known extends DelegatingSpanData {
    private final Attributes attributes;
    private final List<EventData> events;

    Known(SpanData span) {
      super(span);
      attributes = known(span.getAttributes());
      events =
          span.getEvents().stream()
              .map(e -> EventData.create(e.getEpochNanos(), e.getName(), known(e.getAttributes())))
              .toList();
    }

    @Override
    public Attributes getAttributes() {
      return attributes;
    }

    @Override
    public List<EventData> getEvents() {
      return events;
    }

    @Override
    public StatusData getStatus() {
      return StatusData.create(super.getStatus().getStatusCode(), "");
    }
  }
}
