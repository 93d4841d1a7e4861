package dev.strongroom.identity.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * That something waits is told by mail and webhook, once, to whom it concerns, and nothing more.
 */
class NotificationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADMINISTRATORS = "administrators@strongroom.test";
  private static final byte[] KEY = new byte[32];
  private static final SecureRandom RANDOM = new SecureRandom();

  private static World world;
  private static GreenMail mail;
  private static HttpServer hook;
  private static KafkaProducer<String, String> producer;
  private static final BlockingQueue<Call> CALLS = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Integer> ANSWERS = new LinkedBlockingQueue<>();

  /** A call of the webhook, as it came. */
  private record Call(String path, Map<String, String> headers, String body) {}

  @BeforeAll
  static void start() throws IOException {
    RANDOM.nextBytes(KEY);
    mail = mailServer(freePort());
    mail.start();
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext("/", NotificationIT::called);
    hook.start();
    world =
        World.start(
                "identity-notification",
                Map.of(
                    "environment.STRONGROOM_NOTIFICATIONS_COLLECT",
                    "4s",
                    "environment.STRONGROOM_NOTIFICATIONS_DELAY",
                    "200ms",
                    "environment.STRONGROOM_NOTIFICATIONS_CONSOLE_URL",
                    "https://console.strongroom.test/",
                    "environment.STRONGROOM_NOTIFICATIONS_ADMINISTRATORS",
                    ADMINISTRATORS,
                    "environment.STRONGROOM_NOTIFICATIONS_MAIL_HOST",
                    "127.0.0.1",
                    "environment.STRONGROOM_NOTIFICATIONS_MAIL_PORT",
                    Integer.toString(mail.getSmtp().getPort()),
                    "environment.STRONGROOM_NOTIFICATIONS_MAIL_FROM",
                    "strongroom@strongroom.test",
                    "environment.STRONGROOM_NOTIFICATIONS_MAIL_START_TLS",
                    "DISABLED",
                    "environment.STRONGROOM_NOTIFICATIONS_WEBHOOK_URL",
                    "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook",
                    "environment.STRONGROOM_NOTIFICATIONS_WEBHOOK_SECRET",
                    "whsec_" + Base64.getEncoder().encodeToString(KEY)),
                "identity")
            .founded();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", world.lease().kafkaBootstrap(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    world.close();
    hook.stop(0);
    mail.stop();
  }

  private static GreenMail mailServer(int port) {
    return new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void called(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      CALLS.add(new Call(exchange.getRequestURI().getPath(), headers, body));
      Integer status = body.contains("notification.requests") ? ANSWERS.poll() : null;
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(status == null ? 204 : status, -1);
    }
  }

  private static String newId() {
    return Bytes.random(RANDOM, 32).toBase64Url();
  }

  /** The first event of a new aggregate of the access service. */
  private static void tell(DomainEvent event) throws Exception {
    CloudEvent envelope =
        new CloudEvent(
            UUID.randomUUID(),
            event.topic().source(),
            event.type(),
            event.aggregate(),
            Instant.now(),
            1,
            CloudEvent.data(event));
    producer
        .send(
            new ProducerRecord<>(
                world.lease().topicPrefix() + event.topic().suffix(),
                event.aggregate(),
                envelope.encode()))
        .get(30, TimeUnit.SECONDS);
  }

  private static void awaited(World.Person... managers) throws Exception {
    tell(
        new DomainEvent.ManagersAwaited(
            newId(),
            newId(),
            newId(),
            Arrays.stream(managers).map(who -> who.keys().user().toString()).toList()));
  }

  private static String address(World.Person who) throws SQLException {
    return column(
        "SELECT email FROM person WHERE encode(user_id, 'hex') = ?",
        who.keys().user().value().toHex());
  }

  private static String column(String query, String parameter) throws SQLException {
    try (Connection sql = world.database("identity");
        PreparedStatement select = sql.prepareStatement(query)) {
      select.setString(1, parameter);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }

  private static List<MimeMessage> to(String address, String containing) {
    return Arrays.stream(mail.getReceivedMessages())
        .filter(message -> {
          try {
            return message.getRecipients(Message.RecipientType.TO)[0].toString().equals(address)
                && GreenMailUtil.getBody(message).contains(containing);
          } catch (MessagingException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }

  private static void await(String address, String containing, int count) {
    Waiting.until(PATIENCE, () -> to(address, containing).size() >= count);
    assertThat(to(address, containing)).hasSize(count);
  }

  private static long waiting(World.Person who, String kind) throws SQLException {
    return Long.parseLong(
        column(
            "SELECT coalesce(sum(waiting), 0) FROM notification WHERE kind = '"
                + kind
                + "'"
                + " AND recipient = ?",
            "user:" + who.keys().user()));
  }

  @Test
  void person_whoseKeysAreNew_isTold_withoutANameOrAnId() throws Exception {
    World.Person person = world.enrolled("herbert");
    String address = address(person);

    await(address, "your keys have changed", 1);

    MimeMessage message = to(address, "your keys").getFirst();
    assertThat(message.getSubject()).isEqualTo("Strongroom: something waits for you");
    String whole = GreenMailUtil.getBody(message);
    assertThat(whole)
        .contains("https://console.strongroom.test/")
        .doesNotContain("herbert", person.keys().user().toString());
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
  }

  @Test
  void managers_areTold_andWhatFollowsIsCollectedIntoOneMoreMail() throws Exception {
    World.Person first = world.enrolled("first-manager");
    World.Person second = world.enrolled("second-manager");
    awaited(first, second);
    await(address(first), "request waits", 1);
    await(address(second), "request waits", 1);

    for (int i = 0; i < 5; i++) {
      awaited(first);
    }
    Waiting.until(PATIENCE, () -> to(address(first), "request waits").size() >= 2);
    Waiting.until(PATIENCE, () -> waiting(first, "requests") == 0);
    assertThat(to(address(first), "request waits")).hasSize(2);
    assertThat(to(address(second), "request waits")).hasSize(1);
  }

  @Test
  void administrators_areTold_ofWhatNeedsASecondOne() throws Exception {
    tell(
        new DomainEvent.RequestFiled(
            newId(), newId(), newId(), "administrator", "remove", newId(), "", "open", true));
    tell(
        new DomainEvent.RequestFiled(
            newId(),
            newId(),
            newId(),
            "administrator",
            "remove",
            newId(),
            "",
            "unconfirmed",
            false));
    await(ADMINISTRATORS, "waits for an administrator", 1);
  }

  /** The server is away, the service is killed, and the message arrives all the same. */
  @Test
  void message_thatCannotBeSent_survivesACrash_andIsSentLater() throws Exception {
    World.Person person = world.enrolled("unreached");
    await(address(person), "your keys", 1);
    int port = mail.getSmtp().getPort();
    mail.stop();
    awaited(person);
    Waiting.until(PATIENCE, () -> waiting(person, "requests") == 1);
    world.services().kill("identity");
    world.services().start("identity");
    assertThat(waiting(person, "requests")).isEqualTo(1);

    mail = mailServer(port);
    mail.start();

    await(address(person), "request waits", 1);
  }

  @Test
  void webhook_isSigned_triedAgainUnderTheSameId_andFollowsNoRedirect() throws Exception {
    World.Person person = world.enrolled("hooked");
    Waiting.until(PATIENCE, () -> !CALLS.isEmpty());
    CALLS.clear();
    ANSWERS.addAll(List.of(500, 302));
    awaited(person);

    Call failed = next("requests");
    Call redirected = next("requests");
    Call taken = next("requests");

    for (Call call : List.of(failed, redirected, taken)) {
      assertThat(call.path()).isEqualTo("/hook");
      assertThat(call.headers().get("webhook-id")).isEqualTo(failed.headers().get("webhook-id"));
      assertThat(call.headers().get("webhook-signature")).isEqualTo("v1," + signature(call));
      assertThat(call.body())
          .doesNotContain("hooked", person.keys().user().toString())
          .contains("https://console.strongroom.test/");
      long timestamp = Long.parseLong(call.headers().get("webhook-timestamp"));
      assertThat(Math.abs(Instant.now().getEpochSecond() - timestamp)).isLessThan(300);
    }
  }

  private static Call next(String kind) throws InterruptedException {
    while (true) {
      Call call = CALLS.poll(60, TimeUnit.SECONDS);
      assertThat(call).isNotNull();
      if (call.body().contains("notification." + kind)) {
        return call;
      }
    }
  }

  private static String signature(Call call) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    String signed =
        call.headers().get("webhook-id")
            + "."
            + call.headers().get("webhook-timestamp")
            + "."
            + call.body();
    return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }
}
