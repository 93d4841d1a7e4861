package dev.strongroom.audit.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * Writes all events that a search finds, oldest first, up to the newest of the moment when it
 * began. It holds a page in memory at a time, and no transaction while it waits for the reader.
 */
@ApplicationScoped
class EventExport {
  private static final int AT_ONCE = 500;

  /** Each keeps a thread while its reader reads. */
  private static final int MOST_RUNNING = 4;

  private final EventSearch search;
  private final ObjectMapper json;
  private final Semaphore running = new Semaphore(MOST_RUNNING);

  @Inject
  EventExport(EventSearch search, ObjectMapper json) {
    this.search = search;
    this.json = json;
  }

  /** How lines are written. */
  enum Format {
    NDJSON("application/x-ndjson"),
    CSV("text/csv;charset=UTF-8;header=present");

    private final String type;

    Format(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws Problem {@code unavailable} if as many run as this takes; {@code malformed} as the
   *     query says
   */
  StreamingOutput of(EventQuery wanted, Format format) {
    wanted.conditions();
    return out -> {
      if (!running.tryAcquire()) {
        throw Problem.unavailable("A place for one more export");
      }
      try {
        write(wanted, format, out);
      } finally {
        running.release();
      }
    };
  }

  private void write(EventQuery wanted, Format format, OutputStream out) throws IOException {
    Writer lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    if (format == Format.CSV) {
      lines.write(EventCsv.HEADER);
    }
    long newest = QuarkusTransaction.requiringNew().call(search::newest);
    long after = 0;
    while (true) {
      long place = after;
      List<EventEntity> page =
          QuarkusTransaction.requiringNew().call(() -> search.after(place, wanted, AT_ONCE));
      for (EventEntity row : page) {
        if (row.position > newest) {
          break;
        }
        lines.write(line(format, row));
      }
      lines.flush();
      if (page.size() < AT_ONCE || page.getLast().position >= newest) {
        return;
      }
      after = page.getLast().position;
    }
  }

  private String line(Format format, EventEntity row) {
    try {
      return switch (format) {
        case CSV -> EventCsv.line(row);
        case NDJSON -> json.writeValueAsString(EventResource.view(row, json)) + "\n";
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
