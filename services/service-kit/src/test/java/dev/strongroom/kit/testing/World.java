package dev.strongroom.kit.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.local.LeasedServices;
import dev.strongroom.local.StackLease;
import dev.strongroom.local.testing.LeaseTokens;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Services on a lease as the processes that they are, and an organisation whose people sign in and
 * sign for themselves.
 */
public final class World implements AutoCloseable {
  private final StackLease lease;
  private final LeaseTokens tokens;
  private final LeasedServices services;
  private final Organisation organisation;
  private final SecureRandom random = new SecureRandom();

  private World(StackLease lease, LeasedServices services) {
    this.lease = lease;
    this.services = services;
    this.tokens = new LeaseTokens(lease);
    this.organisation = new Organisation(random, lease.issuer());
  }

  /**
   * @param module whose tests these are
   * @param services that run
   */
  public static World start(String module, String... services) {
    return start(module, Map.of(), services);
  }

  /**
   * @param overrides values of placeholders, to point a service elsewhere; {@code environment.NAME}
   *     sets one of the services' settings
   */
  public static World start(String module, Map<String, String> overrides, String... services) {
    StackLease lease = StackLease.take(module);
    try {
      return new World(lease, LeasedServices.start(lease, overrides, services));
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /** Somebody who has signed in, with keys of his own. */
  public record Person(String name, String token, Organisation.Somebody keys) {}

  /** Founds the organisation, signed by its root key and handed in by an administrator. */
  public World founded() {
    as(tokens.user("administrator", "org-admin"), "identity")
        .body(Map.of("envelope", organisation.policy().envelope().encode().toBase64Url()))
        .post("/identity/v1/organisation/policies")
        .then()
        .statusCode(200);
    return this;
  }

  /** Somebody who signs in and has keys; the directory does not know them yet. */
  public Person signedIn(String name, String... roles) {
    String token = tokens.user(name, roles);
    return new Person(name, token, organisation.somebody(subject(token)));
  }

  /** The same, and he has published his keys. */
  public Person enrolled(String name, String... roles) {
    Person person = signedIn(name, roles);
    as(person, "identity")
        .body(identityOf(person))
        .post("/identity/v1/me/identities")
        .then()
        .statusCode(200);
    return person;
  }

  /** The request that publishes somebody's identity. */
  public Map<String, Object> identityOf(Person person) {
    return identity(person.keys(), person.keys().identity());
  }

  /** The same with any statement. */
  public Map<String, Object> identity(Organisation.Somebody somebody, Signed<Identity> statement) {
    return Map.of(
        "envelope",
        statement.envelope().encode().toBase64Url(),
        "claim",
        Map.of(
            "displayName", somebody.claim().displayName(),
            "email", somebody.claim().email(),
            "salt", somebody.claim().salt().toBase64Url()),
        "slot",
        slot(somebody, statement.body().generation()).encode().toBase64Url());
  }

  private PassphraseSlot slot(Organisation.Somebody somebody, long generation) {
    try (AccountSecret account = AccountSecret.random(random);
        SecretBytes passphrase = SecretBytes.random(random, 20);
        SlotContents contents =
            new SlotContents(
                IdentitySecret.of(somebody.secret().value().copy()),
                organisation.id(),
                0,
                organisation.policy().hash())) {
      return PassphraseSlot.seal(
          contents,
          somebody.user(),
          generation,
          passphrase,
          account,
          Argon2Parameters.DEFAULT,
          random);
    }
  }

  /** A service's database, under a test's hands. */
  public Connection database(String service) throws SQLException {
    return DriverManager.getConnection(
        services.jdbcUrl(service), services.databaseUser(service), lease.databasePassword());
  }

  /** A request of {@code person} to a service's public port. */
  public RequestSpecification as(Person person, String service) {
    return as(tokens.user(person.name()), service);
  }

  /** A request under any token. */
  public RequestSpecification as(String token, String service) {
    return given()
        .baseUri(services.url(service).toString())
        .header("Authorization", "Bearer " + token)
        .contentType("application/json");
  }

  /** A request of one service to another's internal port. */
  public RequestSpecification asService(String caller, String service) {
    return given()
        .baseUri(services.internalUrl(service).toString())
        .header("Authorization", "Bearer " + tokens.service(caller))
        .contentType("application/json");
  }

  public StackLease lease() {
    return lease;
  }

  public LeasedServices services() {
    return services;
  }

  public LeaseTokens tokens() {
    return tokens;
  }

  public Organisation organisation() {
    return organisation;
  }

  private static String subject(String token) {
    try {
      byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
      return Optional.ofNullable(new ObjectMapper().readTree(claims).get("sub"))
          .orElseThrow()
          .asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    services.close();
    lease.close();
  }
}
