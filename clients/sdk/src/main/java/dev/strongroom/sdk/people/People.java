package dev.strongroom.sdk.people;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityLine;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The public-key directory as a client uses it: every chain verified from its first statement,
 * every pin held. What the directory says about a person's name chooses nobody; the identity that
 * was shown and pinned does.
 */
public final class People implements Identities {
  /** People in one request; the service takes twice as many. */
  private static final int BATCH = 500;

  private final Server server;
  private final OrganisationId organisation;
  private final Pins pins;
  private final DirectoryReplica directory;
  private final Strictness strictness;
  private final Map<UserId, Person> seen = new HashMap<>();
  private final Map<UserId, JsonNode> claims = new HashMap<>();

  /**
   * @param directory this client's copy of the log: whoever is not in it is nobody (T10)
   */
  public People(
      Server server,
      OrganisationId organisation,
      Pins pins,
      DirectoryReplica directory,
      Strictness strictness) {
    this.directory = directory;
    this.strictness = strictness;
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
    if (known != null && isLoaded(user)) {
      return known;
    }
    Person person = verified(user, server.get("/identity/v1/users/" + user));
    seen.put(user, person);
    return person;
  }

  /**
   * Fetches and verifies many people with few requests: asking for each of them later asks nobody.
   * Whom the server does not give is asked for by himself then.
   *
   * @throws dev.strongroom.protocol.ProtocolException as {@link #byId}, if one does not verify
   */
  public void load(Collection<UserId> users) {
    List<UserId> missing = users.stream().distinct().filter(user -> !isLoaded(user)).toList();
    if (missing.size() == 1) {
      byId(missing.getFirst());
      return;
    }
    for (int from = 0; from < missing.size(); from += BATCH) {
      load(new LinkedHashSet<>(missing.subList(from, Math.min(missing.size(), from + BATCH))));
    }
  }

  private void load(Set<UserId> users) {
    JsonNode answer =
        server.ask(
            "/identity/v1/users/batch",
            Map.of("users", users.stream().map(UserId::toString).toList()));
    for (JsonNode found : answer) {
      UserId user = UserId.parse(found.path("user").asText());
      if (users.contains(user)) {
        seen.put(user, verified(user, found));
      }
    }
  }

  private boolean isLoaded(UserId user) {
    Person known = seen.get(user);
    return known != null && isComplete(known);
  }

  /** From the log alone: a long list is verified without everybody's statements. */
  @Override
  public boolean isAllOf(UserId user, Hash identity, long index) {
    List<Hash> before =
        directory.of(DirectoryEntry.Kind.IDENTITY, user.value()).stream()
            .filter(logged -> logged.index() < index)
            .map(logged -> logged.entry().payload())
            .toList();
    return before.equals(List.of(identity));
  }

  /** From the log alone: whose keys a list names and have not changed is asked for by nobody. */
  @Override
  public boolean mayHaveChangedSince(UserId user, long index) {
    return directory.of(DirectoryEntry.Kind.IDENTITY, user.value()).stream()
        .anyMatch(logged -> logged.index() >= index);
  }

  /** This user, who needs no pin: what he acts under is {@code acting}. */
  public Person self(UserId user, Signed<Identity> acting) {
    Person person = byId(user);
    Optional<Claim> claim = claim(acting, claims.getOrDefault(user, MissingNode.getInstance()));
    return new Person(
        person.chain(),
        acting,
        claim.map(Claim::displayName).orElse(""),
        claim.map(Claim::email).orElse(""),
        acting.body().provider(),
        Person.Trust.CONFIRMED,
        true,
        true);
  }

  /**
   * One person by exact user name or e-mail. A name that was pinned leads to the person it was
   * pinned to.
   *
   * @throws AuthenticationException {@link ErrorCode#NAME_PIN} if the directory puts another person
   *     behind it, or behind one that looks like it; {@link ErrorCode#DIR_AMBIGUOUS} if it has more
   *     than one of that name
   * @throws ServerException if he has made no keys yet
   */
  public Person named(String name) {
    directory.advance();
    JsonNode found = looked(name);
    UserId user = UserId.parse(found.path("user").asText());
    if (isAnothers(name, user)) {
      throw new AuthenticationException(
          ErrorCode.NAME_PIN, "the name " + name + " now leads to another person");
    }
    boolean logged = !directory.of(DirectoryEntry.Kind.IDENTITY, user.value()).isEmpty();
    if (found.path("identities").isEmpty() && !logged && pins.contact(user).isEmpty()) {
      throw new ServerException(
          404,
          "no-keys",
          name + " has made no keys yet, so nothing can be given: he runs strongroom enrol first.");
    }
    Person person = verified(user, found);
    seen.put(user, person);
    return person;
  }

  /** Requires that a statement which was handed in is in the log: {@link DirectoryReplica}. */
  public void requireLogged(Hash statement) {
    directory.requireLogged(statement);
  }

  /** Whether the log has nothing of a person that was not there when he was verified. */
  private boolean isComplete(Person person) {
    return directory.of(DirectoryEntry.Kind.IDENTITY, person.user().value()).stream()
        .allMatch(logged -> person.chain().byHash(logged.entry().payload()).isPresent());
  }

  private JsonNode looked(String name) {
    try {
      return server.get(
          "/identity/v1/users?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    } catch (ServerException e) {
      if (e.status() == 409) {
        throw new AuthenticationException(
            ErrorCode.DIR_AMBIGUOUS, "more than one person has the name " + name);
      }
      throw e;
    }
  }

  /** Whether a contact who is not {@code user} has this name, or one that looks like it. */
  private boolean isAnothers(String name, UserId user) {
    return pins.contacts().values().stream()
        .filter(contact -> folded(contact.name()).equals(folded(name)))
        .anyMatch(contact -> !contact.user().equals(user));
  }

  /** What names share that differ in case or in compatibility forms only. */
  private static String folded(String name) {
    String compatible = Normalizer.normalize(name, Normalizer.Form.NFKC);
    String folded = compatible.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  private Person verified(UserId user, JsonNode found) {
    return verified(user, found, true);
  }

  private Person verified(UserId user, JsonNode found, boolean again) {
    List<Envelope> statements = new ArrayList<>();
    for (JsonNode text : found.path("identities")) {
      statements.add(Envelope.decode(StatementKind.IDENTITY, Bytes.fromBase64Url(text.asText())));
    }
    Optional<List<Long>> indexes =
        directory.indexesOf(
            DirectoryEntry.Kind.IDENTITY,
            user.value(),
            statements.stream().map(Envelope::hash).toList());
    if (indexes.isEmpty()) {
      if (again) {
        // What was logged while the answer was on its way is in the next one.
        return verified(user, server.get("/identity/v1/users/" + user), false);
      }
      throw DirectoryReplica.incomplete();
    }
    IdentityChain chain = IdentityChain.verify(organisation, user, statements, indexes.get());
    claims.put(user, found.path("claims"));
    return person(chain, pins.contact(user), found.path("claims"));
  }

  private Person person(IdentityChain chain, Optional<Pins.Contact> pinned, JsonNode claimed) {
    boolean exchanged =
        pinned
            .filter(p -> chain.byHash(p.identity()).isEmpty() || chain.byHash(p.told()).isEmpty())
            .isPresent();
    if (exchanged) {
      throw new AuthenticationException(
          ErrorCode.DIR_CHAIN, "a contact's key was exchanged for one that does not follow on it");
    }
    Signed<Identity> newest =
        pinned.flatMap(p -> chain.standing(p.identity())).orElseGet(chain::newest);
    Person.Trust trust = pinned.map(p -> trust(chain, p, newest)).orElse(Person.Trust.UNKNOWN);
    boolean covered = trust == Person.Trust.CONFIRMED || trust == Person.Trust.ROTATED;
    Optional<Claim> claim = claim(newest, claimed);
    return new Person(
        chain,
        newest,
        claim.map(Claim::displayName).orElse(""),
        claim.map(Claim::email).orElse(""),
        newest.body().provider(),
        trust,
        covered && pinned.filter(Pins.Contact::verified).isPresent(),
        pinned.filter(p -> !p.told().equals(newest.hash())).isEmpty());
  }

  private static Person.Trust trust(
      IdentityChain chain, Pins.Contact pinned, Signed<Identity> newest) {
    if (pinned.identity().equals(newest.hash())) {
      return Person.Trust.CONFIRMED;
    }
    if (chain.standing(pinned.identity()).isEmpty()) {
      return Person.Trust.RESET_VOID;
    }
    return chain.isCoveredBy(pinned.identity(), newest.hash())
        ? Person.Trust.ROTATED
        : Person.Trust.COMPROMISED;
  }

  /** What one of a person's identities claimed, if it is still there. */
  public Optional<Claim> claimOf(Signed<Identity> identity) {
    UserId user = identity.body().user();
    byId(user);
    return claim(identity, claims.getOrDefault(user, MissingNode.getInstance()));
  }

  /** The claim that the identity commits to, if it is there. */
  private Optional<Claim> claim(Signed<Identity> identity, JsonNode claimed) {
    for (JsonNode found : claimed) {
      Claim claim =
          new Claim(
              found.path("displayName").asText(),
              found.path("email").asText(),
              Bytes.fromBase64Url(found.path("salt").asText()));
      boolean committed =
          claim.commitment(organisation, identity.body().user()).equals(identity.body().claim());
      if (committed) {
        return Optional.of(claim);
      }
    }
    return Optional.empty();
  }

  /**
   * Requires that nothing stands against giving something to {@code person}. A rotation passes
   * where the policy and this client's user let it; one for compromise never does, nor a reset.
   *
   * @throws UnconfirmedException if his keys were changed, and that was not confirmed
   */
  public void requireConfirmed(Person person) {
    String why =
        switch (person.trust()) {
          case UNKNOWN, CONFIRMED -> "";
          case ROTATED -> strictness == Strictness.BLOCK ? "was changed" : "";
          case COMPROMISED -> "was changed because the earlier one may be in other hands";
          case RESET_VOID -> "is again the one from before the reset that you confirmed";
        };
    if (!why.isEmpty()) {
      throw new UnconfirmedException(
          "The key of "
              + nameOf(person)
              + " "
              + why
              + ", so nothing was given. Ask him, and compare the fingerprint: strongroom contact"
              + " show, then contact confirm.");
    }
  }

  private String nameOf(Person person) {
    return pins.contact(person.user()).map(Pins.Contact::name).orElse("that person");
  }

  /** Remembers that this client's user was told of the newest identity. */
  public void told(Person person) {
    pins.contact(person.user())
        .ifPresent(c ->
            keep(
                person,
                new Pins.Contact(
                    c.user(), c.name(), c.identity(), c.verified(), person.newest().hash())));
  }

  /**
   * Pins a person under the name that he was found by, once his key was shown; or confirms what has
   * become of it since.
   *
   * @param expected a fingerprint that was given beforehand; the pin counts as verified then
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} if his key has another fingerprint;
   *     {@link ErrorCode#DIR_AMBIGUOUS} if another contact has that name, or one that looks like it
   */
  public Person pin(Person person, String name, Optional<Fingerprint> expected) {
    if (isAnothers(name, person.user())) {
      throw new AuthenticationException(
          ErrorCode.DIR_AMBIGUOUS, "another contact has the name " + name + ", or one like it");
    }
    if (expected.isPresent() && !expected.get().equals(person.fingerprint())) {
      throw new AuthenticationException(
          ErrorCode.DIR_PROOF, "the key of " + name + " has another fingerprint");
    }
    boolean verified = person.verified() || expected.isPresent();
    return keep(person, new Pins.Contact(person.user(), name, person.newest().hash(), verified));
  }

  /**
   * Confirms a reset, the person having been asked: from then on it is his identity for this
   * client. It replaces nobody in any list; that is what readmitting does.
   *
   * @param expected fingerprint of the reset that is meant; without one there must be one alone
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} if no reset waits that has it
   * @throws UnconfirmedException if several wait and none was named
   */
  public Person confirmReset(Person person, String name, Optional<Fingerprint> expected) {
    List<IdentityLine> waiting = person.waitingResets();
    List<IdentityLine> meant =
        waiting.stream()
            .filter(line -> expected.isEmpty() || expected.get().equals(fingerprint(line)))
            .toList();
    if (meant.isEmpty()) {
      throw new AuthenticationException(
          ErrorCode.DIR_PROOF, "there is no such reset of " + name + " that waits");
    }
    if (meant.size() > 1) {
      throw new UnconfirmedException(
          "Several resets of "
              + name
              + " wait, and one may be somebody else's: name its fingerprint, as he reads it to"
              + " you.");
    }
    Signed<Identity> reset = meant.getFirst().newest();
    return keep(person, new Pins.Contact(person.user(), name, reset.hash(), expected.isPresent()));
  }

  private static Fingerprint fingerprint(IdentityLine line) {
    return Fingerprint.of(line.newest().hash());
  }

  private Person keep(Person person, Pins.Contact contact) {
    pins.pinContact(contact);
    pins.save();
    JsonNode answered = claims.getOrDefault(person.user(), MissingNode.getInstance());
    Person kept = person(person.chain(), pins.contact(person.user()), answered);
    seen.put(person.user(), kept);
    return kept;
  }
}
