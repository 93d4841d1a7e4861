package dev.strongroom.keycloak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends notices from a thread of its own: no request in Keycloak waits for it, and a service that
 * is away holds nothing up. The queue has an end; what does not fit, and what is not taken after
 * some attempts, is lost, and that is told as soon as something gets through.
 */
final class Pushes implements AutoCloseable {
  static final int QUEUE = 10_000;
  static final int BATCH = 200;
  private static final Logger LOG = Logger.getLogger(Pushes.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3));

  /** Where a realm's notices go, and what signs them. */
  record Target(URI url, SecretKeySpec key) {
    @Override
    public String toString() {
      return url.toString();
    }
  }

  private record Waiting(Target target, Notice notice) {}

  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicBoolean lost = new AtomicBoolean();
  private final ObjectMapper json = new ObjectMapper();
  private final Clock clock = Clock.systemUTC();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Thread sender;

  Pushes() {
    sender = Thread.ofPlatform().daemon().name("strongroom-sign-on").start(this::send);
  }

  /** Never waits. */
  void add(Target target, Notice notice) {
    if (!queue.offer(new Waiting(target, notice))) {
      lose("the queue is full");
    }
  }

  private void lose(String why) {
    if (!lost.getAndSet(true)) {
      LOG.log(Level.WARNING, "notices to the identity service are lost: {0}", why);
    }
  }

  private void send() {
    List<Waiting> some = new ArrayList<>();
    try {
      while (true) {
        if (some.isEmpty()) {
          some.add(queue.take());
        }
        queue.drainTo(some, BATCH - some.size());
        Target target = some.get(0).target();
        List<Waiting> together =
            some.stream().takeWhile(one -> one.target().equals(target)).toList();
        push(target, together.stream().map(Waiting::notice).toList());
        some = new ArrayList<>(some.subList(together.size(), some.size()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void push(Target target, List<Notice> notices) throws InterruptedException {
    List<Notice> all = new ArrayList<>(notices);
    if (lost.get()) {
      all.add(Notice.lost(clock.millis()));
    }
    String body = body(all);
    for (int attempt = 0; ; attempt++) {
      String failure = attempt(target, body);
      if (failure.isEmpty()) {
        lost.set(false);
        return;
      }
      if (attempt == PAUSES.size()) {
        lose(failure);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSES.get(attempt).toMillis());
    }
  }

  private String body(List<Notice> notices) {
    try {
      return json.writeValueAsString(
          Map.of("notices", notices.stream().map(Notice::json).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("notices are always JSON", e);
    }
  }

  /** Empty if it was taken. Each attempt has a time and an id of its own: none is a replay. */
  private String attempt(Target target, String body) throws InterruptedException {
    String id = UUID.randomUUID().toString();
    long seconds = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(target.url())
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(seconds))
            .header("webhook-signature", Signature.of(target.key(), id, seconds, body))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? "" : "answered " + status;
    } catch (IOException e) {
      return "does not answer";
    }
  }

  @Override
  public void close() {
    sender.interrupt();
  }
}
