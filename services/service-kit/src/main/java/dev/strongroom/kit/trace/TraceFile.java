package dev.strongroom.kit.trace;

import dev.strongroom.kit.KitConfig;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/**
 * Appends finished spans to a file, a line each, where one is configured; for a machine without a
 * collector.
 */
class TraceFile {
  @Produces
  @ApplicationScoped
  SpanProcessor spans(KitConfig config) {
    return config
        .tracesFile()
        .map(file -> SimpleSpanProcessor.create(new Lines(Path.of(file))))
        .orElseGet(() -> SpanProcessor.composite());
  }

  private static final class Lines implements SpanExporter {
    private final BufferedWriter out;

    Lines(Path file) {
      try {
        out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException("traces cannot be written to " + file, e);
      }
    }

    @Override
    public synchronized CompletableResultCode export(Collection<SpanData> spans) {
      try {
        for (SpanData span : spans) {
          out.write(
              "{\"trace\":\"%s\",\"span\":\"%s\",\"parent\":\"%s\",\"name\":\"%s\",\"start\":%d,\"end\":%d,\"status\":\"%s\"}\n"
                  .formatted(
                      span.getTraceId(),
                      span.getSpanId(),
                      span.getParentSpanId(),
                      span.getName().replaceAll("[\"\\\\\\p{Cntrl}]", "?"),
                      span.getStartEpochNanos(),
                      span.getEndEpochNanos(),
                      span.getStatus().getStatusCode()));
        }
        out.flush();
        return CompletableResultCode.ofSuccess();
      } catch (IOException e) {
        return CompletableResultCode.ofFailure();
      }
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      try {
        out.close();
        return CompletableResultCode.ofSuccess();
      } catch (IOException e) {
        return CompletableResultCode.ofFailure();
      }
    }
  }
}
