package dev.strongroom.sdk.people;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The public-key directory as a client uses it: every chain verified from its first statement,
 * every pin held. What the directory says about a person's name chooses nobody; the identity that
 * was shown and pinned does.
 */
public final class People implements Identities {
  private final Server server;
  private final OrganisationId organisation;
  private final Pins pins;
  private final Map<UserId, Person> seen = new HashMap<>();

  public People(Server server, OrganisationId organisation, Pins pins) {
    this.server = server;
    this.organisation = organisation;
    this.pins = pins;
  }

  @Override
  public IdentityChain of(UserId user) {
    return byId(user).chain();
  }

  /** A person by id, verified. */
  public Person byId(UserId user) {
    Person known = seen.get(user);
    if (known != null) {
      return known;
    }
    Person person = verified(user, server.get("/identity/v1/users/" + user));
    seen.put(user, person);
    return person;
  }

  /**
   * One person by exact user name or e-mail. A name that was pinned leads to the person it was
   * pinned to.
   *
   * @throws AuthenticationException {@link ErrorCode#NAME_PIN} if the directory puts another person
   *     behind it
   * @throws ServerException if he has made no keys yet
   */
  public Person named(String name) {
    JsonNode found =
        server.get("/identity/v1/users?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    UserId user = UserId.parse(found.path("user").asText());
    Optional<Pins.Contact> pinned =
        pins.contacts().values().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    if (pinned.filter(c -> !c.user().equals(user)).isPresent()) {
      throw new AuthenticationException(
          ErrorCode.NAME_PIN, "the name " + name + " now leads to another person");
    }
    if (found.path("identities").isEmpty() && pins.contact(user).isEmpty()) {
      throw new ServerException(
          404,
          "no-keys",
          name + " has made no keys yet, so nothing can be given: he runs strongroom enrol first.");
    }
    Person person = verified(user, found);
    seen.put(user, person);
    return person;
  }

  private Person verified(UserId user, JsonNode found) {
    List<Envelope> statements = new ArrayList<>();
    for (JsonNode text : found.path("identities")) {
      statements.add(Envelope.decode(StatementKind.IDENTITY, Bytes.fromBase64Url(text.asText())));
    }
    IdentityChain chain = IdentityChain.verify(organisation, user, statements);
    Optional<Pins.Contact> pinned = pins.contact(user);
    if (pinned.filter(p -> !chain.standsFor(p.identity(), chain.newest().hash())).isPresent()) {
      throw new AuthenticationException(
          ErrorCode.DIR_CHAIN, "a contact's key was exchanged for one that does not follow on it");
    }
    Optional<Claim> claim = claim(chain, found.path("claims"));
    return new Person(
        chain,
        claim.map(Claim::displayName).orElse(""),
        claim.map(Claim::email).orElse(""),
        chain.newest().body().provider(),
        pinned.isPresent(),
        pinned.filter(Pins.Contact::verified).isPresent());
  }

  /** The claim that the newest identity commits to, if it is there. */
  private Optional<Claim> claim(IdentityChain chain, JsonNode claims) {
    for (JsonNode found : claims) {
      Claim claim =
          new Claim(
              found.path("displayName").asText(),
              found.path("email").asText(),
              Bytes.fromBase64Url(found.path("salt").asText()));
      boolean committed =
          claim.commitment(organisation, chain.user()).equals(chain.newest().body().claim());
      if (committed) {
        return Optional.of(claim);
      }
    }
    return Optional.empty();
  }

  /**
   * Pins a person under the name that he was found by, once his key was shown.
   *
   * @param expected a fingerprint that was given beforehand; the pin counts as verified then
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} if his key has another fingerprint
   */
  public Person pin(Person person, String name, Optional<Fingerprint> expected) {
    if (expected.isPresent() && !expected.get().equals(person.fingerprint())) {
      throw new AuthenticationException(
          ErrorCode.DIR_PROOF, "the key of " + name + " has another fingerprint");
    }
    boolean verified = person.verified() || expected.isPresent();
    pins.pinContact(new Pins.Contact(person.user(), name, person.newest().hash(), verified));
    pins.save();
    Person pinned =
        new Person(
            person.chain(),
            person.claimedName(),
            person.claimedEmail(),
            person.provider(),
            true,
            verified);
    seen.put(person.user(), pinned);
    return pinned;
  }
}
