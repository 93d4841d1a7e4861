package dev.strongroom.kit.trace;

import dev.strongroom.kit.KitConfig;
import io.opentelemetry.exporter.logging.otlp.internal.traces.OtlpStdoutSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;

/**
 * Where finished spans go: to a collector by OTLP, to a file as OTLP in JSON, or nowhere. Nothing
 * is made where nothing is configured, so that a start pays for what it uses.
 */
class Traces {
  private static final Duration DELAY = Duration.ofMillis(500);

  @Produces
  @ApplicationScoped
  SpanProcessor spans(KitConfig config) {
    List<SpanExporter> exporters = new ArrayList<>();
    config.tracesFile().ifPresent(file -> exporters.add(file(Path.of(file))));
    config.tracesEndpoint().ifPresent(endpoint -> exporters.add(collector(endpoint)));
    return exporters.isEmpty()
        ? SpanProcessor.composite()
        : BatchSpanProcessor.builder(new Discreet(SpanExporter.composite(exporters)))
            .setScheduleDelay(DELAY)
            .build();
  }

  private static SpanExporter file(Path file) {
    try {
      OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new OtlpStdoutSpanExporterBuilder(Logger.getLogger(Traces.class.getName()))
          .setOutput(out)
          .setWrapperJsonObject(true)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("traces cannot be written to " + file, e);
    }
  }

  private static SpanExporter collector(URI endpoint) {
    String base = endpoint.toString();
    return OtlpHttpSpanExporter.builder()
        .setEndpoint((base.endsWith("/") ? base : base + "/") + "v1/traces")
        .build();
  }
}
