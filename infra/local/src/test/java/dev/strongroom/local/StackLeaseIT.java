package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.local.testing.Loopback;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A lease gives parts that are real and one's own, and takes them back. */
class StackLeaseIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static StackLease lease;

  @BeforeAll
  static void take() {
    lease = StackLease.take("local");
  }

  @AfterAll
  static void giveBack() {
    lease.close();
  }

  @Test
  void database_ownersCredentials_takeSql() throws SQLException {
    try (Connection connection = connect(lease, lease.databasePassword());
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE t (v int)");
      sql.execute("INSERT INTO t VALUES (41 + 1)");
      try (ResultSet found = sql.executeQuery("SELECT v FROM t")) {
        assertThat(found.next()).isTrue();
        assertThat(found.getInt(1)).isEqualTo(42);
      }
    }
  }

  @Test
  void database_wrongPasswordOrAnothersOwner_isRefused() {
    assertThatThrownBy(() -> connect(lease, "wrong").close()).isInstanceOf(SQLException.class);
    try (StackLease other = StackLease.take("local-other")) {
      assertThatThrownBy(() ->
              DriverManager.getConnection(
                      lease.jdbcUrl(), other.databaseUser(), other.databasePassword())
                  .close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void close_ownDatabaseAndRealm_areGone() throws Exception {
    StackLease other = StackLease.take("local-closed");
    assertThat(other.keycloak().realms()).contains(other.realm());
    other.close();
    assertThat(lease.keycloak().realms()).contains(lease.realm()).doesNotContain(other.realm());
    assertThatThrownBy(() -> connect(other, other.databasePassword()).close())
        .isInstanceOf(SQLException.class);
  }

  private static Connection connect(StackLease of, String password) throws SQLException {
    return DriverManager.getConnection(of.jdbcUrl(), of.databaseUser(), password);
  }

  @Test
  void kafka_recordSent_isReceived() throws Exception {
    String topic = lease.topicPrefix() + "events";
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", lease.kafkaBootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", "value")).get(30, TimeUnit.SECONDS);
    }
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                lease.kafkaBootstrap(),
                "group.id",
                lease.topicPrefix() + "test",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      assertThat(firstOf(consumer).value()).isEqualTo("value");
    }
  }

  private static ConsumerRecord<String, String> firstOf(KafkaConsumer<String, String> consumer) {
    Instant limit = Instant.now().plusSeconds(30);
    while (Instant.now().isBefore(limit)) {
      for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofMillis(200))) {
        return one;
      }
    }
    throw new AssertionError("no record came");
  }

  @Test
  void s3_presignedUrls_putAndGetAndRefuseAnotherSignature() throws Exception {
    byte[] content = "ciphertext".getBytes(StandardCharsets.UTF_8);
    String put = presigned(Http.Method.PUT);
    assertThat(
            send(
                HttpRequest.newBuilder(URI.create(put))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                    .build()))
        .returns(200, HttpResponse::statusCode);
    String get = presigned(Http.Method.GET);
    assertThat(send(HttpRequest.newBuilder(URI.create(get)).build()).body())
        .isEqualTo("ciphertext");
    String forged = get.substring(0, get.length() - 4) + "0000";
    assertThat(send(HttpRequest.newBuilder(URI.create(forged)).build()))
        .returns(403, HttpResponse::statusCode);
  }

  private static String presigned(Http.Method method) throws Exception {
    MinioClient client =
        MinioClient.builder()
            .endpoint(lease.s3Endpoint())
            .region("us-east-1")
            .credentials(lease.s3AccessKey(), lease.s3SecretKey())
            .build();
    try {
      return client.getPresignedObjectUrl(
          GetPresignedObjectUrlArgs.builder()
              .method(method)
              .bucket(lease.bucket())
              .object("blob")
              .expiry(60)
              .build());
    } finally {
      client.close();
    }
  }

  @Test
  void signIn_codeWithPkce_givesUsersTokenWithAudienceAndRoles() throws Exception {
    lease
        .keycloak()
        .createUser(
            lease.realm(), "auditor", "auditor@example.org", "a-password", List.of("auditor"));
    String verifier = "v".repeat(43);
    try (Loopback loopback = new Loopback()) {
      BrowserlessSignIn.signIn(
          authorization(loopback, "&code_challenge_method=S256&code_challenge=" + hash(verifier)),
          "auditor",
          "a-password");
      String code = loopback.parameter("code");
      JsonNode refused = token(loopback, code, "w".repeat(43));
      assertThat(refused.path("error").asText()).isEqualTo("invalid_grant");
    }
    try (Loopback loopback = new Loopback()) {
      BrowserlessSignIn.signIn(
          authorization(loopback, "&code_challenge_method=S256&code_challenge=" + hash(verifier)),
          "auditor",
          "a-password");
      JsonNode claims = claims(token(loopback, loopback.parameter("code"), verifier));
      assertThat(claims.path("iss").asText()).isEqualTo(lease.issuer());
      assertThat(claims.path("aud").toString()).contains("\"strongroom\"");
      assertThat(claims.at("/realm_access/roles").toString()).contains("\"auditor\"");
      assertThat(claims.path("preferred_username").asText()).isEqualTo("auditor");
    }
  }

  @Test
  void signIn_wrongPasswordOrNoPkce_isRefused() throws Exception {
    lease.keycloak().createUser(lease.realm(), "member", "m@example.org", "a-password", List.of());
    try (Loopback loopback = new Loopback()) {
      URI withPkce =
          authorization(
              loopback, "&code_challenge_method=S256&code_challenge=" + hash("v".repeat(43)));
      assertThatThrownBy(() -> BrowserlessSignIn.signIn(withPkce, "member", "wrong"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Invalid username or password");
      URI withoutPkce = authorization(loopback, "");
      assertThatThrownBy(() -> BrowserlessSignIn.signIn(withoutPkce, "member", "a-password"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no sign-in form");
    }
  }

  @Test
  void serviceClient_ownSecret_getsTokenForInternalUseOnly() throws Exception {
    JsonNode claims =
        claims(
            post(
                "grant_type=client_credentials&client_id=strongroom-access&client_secret="
                    + lease.clientSecret("access")));
    assertThat(claims.path("aud").toString())
        .contains("strongroom-internal")
        .doesNotContain("\"strongroom\"");
    JsonNode refused =
        post(
            "grant_type=client_credentials&client_id=strongroom-access&client_secret="
                + lease.clientSecret("storage"));
    assertThat(refused.path("error").asText()).isEqualTo("unauthorized_client");
  }

  @Test
  void directoryReader_identitysServiceAccount_seesUsersAndNoOtherServiceDoes() throws Exception {
    assertThat(usersAs("identity")).isEqualTo(200);
    assertThat(usersAs("access")).isEqualTo(403);
  }

  private static int usersAs(String service) throws Exception {
    String token =
        post("grant_type=client_credentials&client_id=strongroom-%s&client_secret=%s"
                .formatted(service, lease.clientSecret(service)))
            .path("access_token")
            .asText();
    return send(HttpRequest.newBuilder(
                URI.create(lease.keycloakUrl() + "/admin/realms/" + lease.realm() + "/users"))
            .header("Authorization", "Bearer " + token)
            .build())
        .statusCode();
  }

  private static URI authorization(Loopback loopback, String pkce) {
    return URI.create(
        lease.issuer()
            + "/protocol/openid-connect/auth?response_type=code&scope=openid&state=s"
            + "&client_id=strongroom-cli&redirect_uri="
            + loopback.address()
            + pkce);
  }

  private static JsonNode token(Loopback loopback, String code, String verifier) throws Exception {
    return post(
        "grant_type=authorization_code&client_id=strongroom-cli&code=%s&code_verifier=%s&redirect_uri=%s"
            .formatted(code, verifier, loopback.address()));
  }

  private static JsonNode post(String form) throws Exception {
    return new ObjectMapper()
        .readTree(
            send(HttpRequest.newBuilder(
                        URI.create(lease.issuer() + "/protocol/openid-connect/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build())
                .body());
  }

  private static JsonNode claims(JsonNode granted) throws IOException {
    String token = granted.path("access_token").asText();
    assertThat(token).as(granted.toString()).isNotEmpty();
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }

  private static String hash(String verifier) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void stack_secondLease_usesTheSameProcesses() throws IOException {
    Path root = Layout.projectRoot();
    Layout layout = Layout.of(root, root.resolve(".strongroom/build"));
    ProcessHandle before = Pids.find(layout, Supervisor.NAME).orElseThrow();
    try (StackLease other = StackLease.take("local-second")) {
      assertThat(other.jdbcUrl()).isNotEqualTo(lease.jdbcUrl());
    }
    assertThat(Pids.find(layout, Supervisor.NAME)).contains(before);
  }
}
