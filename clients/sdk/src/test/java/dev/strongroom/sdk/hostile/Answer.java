package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a server answers, honestly or not. */
public interface Answer {
  ObjectMapper JSON = new ObjectMapper();

  void send(HttpExchange exchange) throws IOException;

  /** A whole answer: status, headers, body. */
  record Whole(int status, Map<String, String> headers, Bytes body) implements Answer {
    @Override
    public void send(HttpExchange exchange) throws IOException {
      headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
      if (!body.isEmpty()) {
        exchange.getResponseBody().write(body.toArray());
      }
      exchange.close();
    }

    JsonNode asJson() {
      try {
        return JSON.readTree(body.toArray());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Whole json(Object value) {
    return json(200, value);
  }

  static Whole json(int status, Object value) {
    try {
      return new Whole(
          status,
          Map.of("Content-Type", "application/json"),
          Bytes.of(JSON.writeValueAsBytes(value)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Whole text(int status, String type, String text) {
    return new Whole(status, Map.of("Content-Type", type), Bytes.utf8(text));
  }

  static Whole problem(int status, String reason) {
    return json(status, Map.of("status", status, "reason", reason, "detail", "Refused: " + reason));
  }

  static Whole busy(String retryAfter) {
    Whole problem = problem(503, "unavailable");
    return new Whole(503, Map.of("Retry-After", retryAfter), problem.body());
  }

  /** Gone before a byte was answered. */
  static Answer reset() {
    return HttpExchange::close;
  }

  /** The promised body, and then more of it for as long as somebody reads; at most a gigabyte. */
  static Answer endless(int status, byte[] start) {
    return exchange -> {
      exchange.sendResponseHeaders(status, 0);
      byte[] more = "[0,0,0,0,0,0,0,0],".repeat(4096).getBytes(StandardCharsets.US_ASCII);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(start);
        for (long sent = 0; sent < 1L << 30; sent += more.length) {
          out.write(more);
        }
      }
    };
  }
}
