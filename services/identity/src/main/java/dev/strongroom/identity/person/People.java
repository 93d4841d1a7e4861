package dev.strongroom.identity.person;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.identity.log.Log;
import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** People as the sign-on knows them, and as they state themselves. */
@ApplicationScoped
public class People {
  private final Organisations organisations;
  private final Outbox outbox;
  private final EntityManager database;
  private final KeycloakUsers keycloak;
  private final Log log;

  @Inject
  People(
      Organisations organisations,
      Outbox outbox,
      EntityManager database,
      KeycloakUsers keycloak,
      Log log) {
    this.log = log;
    this.keycloak = keycloak;
    this.organisations = organisations;
    this.outbox = outbox;
    this.database = database;
  }

  /** The caller, mirrored at first sight. */
  @Transactional
  public PersonEntity caller(Caller caller) {
    Policy policy = organisations.newest().body();
    OrganisationId organisation = organisations.require();
    String alias =
        policy
            .aliasOf(caller.issuer())
            .orElseThrow(() ->
                new Problem(Reason.UNAUTHENTICATED, "The sign-on is not this organisation's."));
    UserId user = Identity.userId(organisation, alias, caller.subject());
    Optional<PersonEntity> known = PersonEntity.findByIdOptional(user.value().toArray());
    return known.orElseGet(() -> mirror(user, caller.subject(), caller.name(), caller.email()));
  }

  private PersonEntity mirror(UserId user, String subject, String username, String email) {
    PersonEntity person = new PersonEntity();
    person.user_id = user.value().toArray();
    person.subject = subject;
    person.username = username;
    person.email = email;
    person.seen_at = Instant.now();
    person.persist();
    outbox.append(new DomainEvent.UserSeen(user.toString(), user.toString()));
    return person;
  }

  /**
   * One person by exact user name or e-mail. Whoever has not signed in yet is looked for at the
   * sign-on, and mirrored.
   */
  @Transactional
  public PersonEntity named(String name) {
    List<PersonEntity> found = PersonEntity.named(name);
    if (found.isEmpty()) {
      found = keycloak.named(name).stream().map(this::mirrored).toList();
    }
    if (found.size() > 1) {
      throw new Problem(Reason.CONFLICT, "DIR_AMBIGUOUS: more than one person has that name.");
    }
    return found.stream().findFirst().orElseThrow(Problem::notFound);
  }

  private PersonEntity mirrored(KeycloakUsers.User user) {
    OrganisationId organisation = organisations.require();
    String alias =
        organisations.newest().body().providers().keySet().stream()
            .sorted()
            .findFirst()
            .orElseThrow();
    UserId id = Identity.userId(organisation, alias, user.subject());
    Optional<PersonEntity> known = PersonEntity.findByIdOptional(id.value().toArray());
    return known.orElseGet(() -> mirror(id, user.subject(), user.username(), user.email()));
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

  /** Publishes the caller's next identity, with what he claims and his slot; all or nothing. */
  @Transactional
  public void publish(PersonEntity person, Envelope statement, Claim claim, Bytes slot) {
    Bytes user = Bytes.of(person.user_id);
    database
        .createNativeQuery("SELECT 1 FROM person WHERE user_id = ?1 FOR UPDATE")
        .setParameter(1, person.user_id)
        .getSingleResult();
    List<IdentityEntity> known = IdentityEntity.of(user);
    if (known.stream().anyMatch(k -> Bytes.of(k.hash).equals(statement.hash().value()))) {
      return;
    }
    OrganisationId organisation = organisations.require();
    UserId id = new UserId(user);
    Signed<Identity> next = verified(organisation, id, known, statement);
    if (!next.body().claim().equals(claim.commitment(organisation, id))) {
      throw new Problem(
          Reason.STATEMENT_REFUSED, "The claim is not what the statement commits to.");
    }
    keep(next, user, claim);
    putSlot(user, slot, next.body().generation());
    outbox.append(
        new DomainEvent.IdentityPublished(
            id.toString(),
            id.toString(),
            next.body().generation(),
            next.hash().toString(),
            next.body().cause().name()));
    outbox.append(
        new DomainEvent.KeySlotsChanged(
            id.toString(), id.toString(), next.body().generation(), List.of("passphrase")));
    log.append(
        organisation, DirectoryEntry.identity(id, next.body().header().sequence(), next.hash()));
  }

  private static Signed<Identity> verified(
      OrganisationId organisation, UserId id, List<IdentityEntity> known, Envelope statement) {
    List<Envelope> statements = new ArrayList<>();
    known.forEach(k -> statements.add(k.statement()));
    long generation = Identity.decode(statement).body().generation();
    if (known.stream().anyMatch(k -> k.generation >= generation)) {
      throw new Problem(
          Reason.CONFLICT, "You have keys already: use the emergency kit to open them here.");
    }
    statements.add(statement);
    return IdentityChain.verify(organisation, id, statements).newest();
  }

  private static void keep(Signed<Identity> next, Bytes user, Claim claim) {
    IdentityEntity row = new IdentityEntity();
    row.hash = next.hash().value().toArray();
    row.user_id = user.toArray();
    row.generation = next.body().generation();
    row.envelope = next.envelope().encode().toArray();
    row.published_at = Instant.now();
    row.persistAndFlush();
    ClaimEntity body = new ClaimEntity();
    body.hash = row.hash;
    body.display_name = claim.displayName();
    body.email = claim.email();
    body.salt = claim.salt().toArray();
    body.persist();
  }

  private void putSlot(Bytes user, Bytes slot, long generation) {
    PassphraseSlot decoded = PassphraseSlot.decode(slot);
    if (!decoded.user().value().equals(user) || decoded.generation() != generation) {
      throw new Problem(Reason.STATEMENT_REFUSED, "The key slot is not for this identity.");
    }
    SlotEntity row = new SlotEntity();
    row.user_id = user.toArray();
    row.slot_type = "passphrase";
    row.slot = slot.toArray();
    row.changed_at = Instant.now();
    database.merge(row);
  }

  /** The caller's slots; that they were fetched is told, for it is what a thief would do. */
  @Transactional
  public List<Bytes> slots(PersonEntity person) {
    String user = Bytes.of(person.user_id).toString();
    List<Bytes> slots = SlotEntity.of(person.user_id).stream().map(s -> Bytes.of(s.slot)).toList();
    if (!slots.isEmpty()) {
      outbox.append(new DomainEvent.SlotsFetched(user, user));
    }
    return slots;
  }
}
