package dev.strongroom.identity.person;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.identity.log.Log;
import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.identity.organisation.SignedIn;
import dev.strongroom.identity.signon.Keycloak;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** People as the sign-on knows them, and as they state themselves. */
@ApplicationScoped
public class People {
  private final Organisations organisations;
  private final Outbox outbox;
  private final EntityManager database;
  private final Keycloak keycloak;
  private final Log log;
  private final Generations generations;
  private final Slots slots;
  private final SignedIn signedIn;

  @Inject
  People(
      Organisations organisations,
      Outbox outbox,
      EntityManager database,
      Keycloak keycloak,
      Log log,
      Generations generations,
      Slots slots,
      SignedIn signedIn) {
    this.signedIn = signedIn;
    this.slots = slots;
    this.log = log;
    this.generations = generations;
    this.keycloak = keycloak;
    this.organisations = organisations;
    this.outbox = outbox;
    this.database = database;
  }

  /**
   * The caller, mirrored at first sight.
   *
   * @throws Problem {@code unauthenticated} for who is disabled, deleted or signed out, even while
   *     his token is good
   */
  @Transactional
  public PersonEntity caller(Caller caller) {
    UserId user = signedIn.user(caller);
    Optional<PersonEntity> known = PersonEntity.findByIdOptional(user.value().toArray());
    return known
        .map(this::seen)
        .orElseGet(() -> mirror(user, caller.subject(), caller.name(), caller.email()));
  }

  /** The caller's id, mirrored at first sight. */
  @Transactional
  public UserId userOf(Caller caller) {
    return new UserId(Bytes.of(caller(caller).user_id));
  }

  /** Only what is meant is written: what the sign-on says of him changes meanwhile. */
  private PersonEntity seen(PersonEntity person) {
    int first =
        person.seen_at != null
            ? 0
            : database
                .createNativeQuery(
                    "UPDATE person SET seen_at = ?2 WHERE user_id = ?1 AND seen_at IS NULL")
                .setParameter(1, person.user_id)
                .setParameter(2, Instant.now())
                .executeUpdate();
    if (first > 0) {
      String user = Bytes.of(person.user_id).toString();
      outbox.append(new DomainEvent.UserSeen(user, user));
    }
    return person;
  }

  /** He may be mirrored from the sign-on at the same moment. */
  private PersonEntity mirror(UserId user, String subject, String username, String email) {
    database
        .createNativeQuery(
            "INSERT INTO person (user_id, subject, username, email) VALUES (?1, ?2, ?3, ?4)"
                + " ON CONFLICT DO NOTHING")
        .setParameter(1, user.value().toArray())
        .setParameter(2, subject)
        .setParameter(3, username)
        .setParameter(4, email)
        .executeUpdate();
    return seen(byId(user));
  }

  /**
   * One person by exact user name or e-mail. Whoever has not signed in yet is looked for at the
   * sign-on, and mirrored.
   */
  @Transactional
  public PersonEntity named(String name) {
    List<PersonEntity> found = PersonEntity.named(name);
    if (found.size() == 1) {
      return seen(found.getFirst());
    }
    if (found.isEmpty()) {
      found = keycloak.named(name).stream().map(this::mirrored).toList();
    }
    if (found.size() > 1) {
      throw new Problem(Reason.CONFLICT, "DIR_AMBIGUOUS: more than one person has that name.");
    }
    return found.stream().findFirst().orElseThrow(Problem::notFound);
  }

  private PersonEntity mirrored(Keycloak.User user) {
    OrganisationId organisation = organisations.require();
    String alias =
        organisations.newest().body().providers().keySet().stream()
            .sorted()
            .findFirst()
            .orElseThrow();
    UserId id = Identity.userId(organisation, alias, user.subject());
    Optional<PersonEntity> known = PersonEntity.findByIdOptional(id.value().toArray());
    return known
        .map(this::seen)
        .orElseGet(() -> mirror(id, user.subject(), user.username(), user.email()));
  }

  /** Those of {@code users} that are known here, in that order. */
  @Transactional
  public List<PersonEntity> byIds(List<UserId> users) {
    return users.stream()
        .distinct()
        .<PersonEntity>mapMulti((user, into) ->
            PersonEntity.<PersonEntity>findByIdOptional(user.value().toArray()).ifPresent(into))
        .toList();
  }

  @Transactional
  public PersonEntity byId(UserId user) {
    return PersonEntity.<PersonEntity>findByIdOptional(user.value().toArray())
        .orElseThrow(Problem::notFound);
  }

  /**
   * What goes with an identity.
   *
   * @param slot the first slot of its secret
   * @param earlier the secret of the generation before, sealed under this one; for a rotation
   */
  public record Parts(Claim claim, Bytes slot, Optional<Bytes> earlier) {}

  /**
   * Publishes the caller's next identity, with what goes with it; all or nothing. A rotation takes
   * with it the slots of the generations that it ends, under the signature of the last of them; a
   * reset, which everybody can make who signs in as this user, takes none.
   */
  @Transactional
  public void publish(PersonEntity person, Envelope statement, Parts parts) {
    UserId user = new UserId(Bytes.of(person.user_id));
    database
        .createNativeQuery("SELECT 1 FROM person WHERE user_id = ?1 FOR UPDATE")
        .setParameter(1, person.user_id)
        .getSingleResult();
    boolean resent =
        IdentityEntity.of(user.value()).stream()
            .anyMatch(known -> Bytes.of(known.hash).equals(statement.hash().value()));
    if (resent) {
      return;
    }
    IdentityChain chain = generations.accept(user, statement);
    Signed<Identity> next = chain.byHash(statement.hash()).orElseThrow();
    if (!next.body().claim().equals(parts.claim().commitment(organisations.require(), user))) {
      throw new Problem(
          Reason.STATEMENT_REFUSED, "The claim is not what the statement commits to.");
    }
    Generations.keep(next, user, parts.claim());
    SlotEntity.deleteOthers(user, Generations.live(Optional.of(chain)));
    slots.begin(next, parts.slot());
    parts.earlier().ifPresent(sealed -> Generations.keepEarlier(next.hash(), sealed));
    outbox.append(
        new DomainEvent.IdentityPublished(
            user.toString(),
            user.toString(),
            next.body().generation(),
            next.hash().toString(),
            next.body().cause().name()));
    log.append(
        organisations.require(),
        DirectoryEntry.identity(user, next.body().header().sequence(), next.hash()));
  }

  /** The secret of the generation before {@code identity}, as the caller sealed it. */
  @Transactional
  public Bytes earlier(PersonEntity person, Hash identity) {
    return IdentityEntity.of(Bytes.of(person.user_id)).stream()
        .filter(known -> Bytes.of(known.hash).equals(identity.value()))
        .findFirst()
        .flatMap(known -> EarlierSecretEntity.<EarlierSecretEntity>findByIdOptional(known.hash))
        .map(EarlierSecretEntity::sealed)
        .orElseThrow(Problem::notFound);
  }

  /** The user's identities, verified. */
  @Transactional
  public IdentityChain chain(UserId user) {
    return generations.of(user).orElseThrow(Problem::notFound);
  }

  /** Whether the user has keys. */
  @Transactional
  public boolean hasKeys(UserId user) {
    return generations.of(user).isPresent();
  }
}
