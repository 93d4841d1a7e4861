package dev.strongroom.identity.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls the configured webhook as Standard Webhooks says: an id that is the same at each attempt, a
 * time, and HMAC-SHA256 over both and the body. No redirect is followed.
 */
@ApplicationScoped
class Webhooks {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String ALGORITHM = "HmacSHA256";
  private static final String KEY_PREFIX = "whsec_";

  private final NotificationConfig config;
  private final ObjectMapper json;
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  @Inject
  Webhooks(NotificationConfig config, ObjectMapper json) {
    this.config = config;
    this.json = json;
  }

  /**
   * @throws IOException if it is not taken: anything but a 2xx
   */
  void send(Kind kind, UUID message) throws IOException {
    Optional<NotificationConfig.Webhook> webhook = config.webhook();
    if (webhook.isEmpty()) {
      return;
    }
    Instant now = Instant.now();
    String body = body(kind, now);
    String id = "msg_" + message;
    String timestamp = Long.toString(now.getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(webhook.get().url())
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", sign(webhook.get().secret(), id, timestamp, body))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        throw new IOException("the webhook answered " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the webhook was not waited for", e);
    }
  }

  private String body(Kind kind, Instant now) throws JsonProcessingException {
    return json.writeValueAsString(
        Map.of(
            "type",
            "dev.strongroom.notification." + kind.text(),
            "timestamp",
            now.toString(),
            "data",
            Map.of("link", config.consoleUrl().map(URI::toString).orElse(""))));
  }

  /** The signature's header, version 1. */
  static String sign(String secret, String id, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.substring(KEY_PREFIX.length())), ALGORITHM));
      byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
