package dev.strongroom.identity.attestation;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.identity.log.Log;
import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.identity.person.People;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.attestation.Attestation;
import dev.strongroom.protocol.attestation.Attestations;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/** Takes only what counts at that moment; what it is worth later, every client says for itself. */
@ApplicationScoped
class AttestationLedger {
  /** The newest of a person's that are served. */
  static final int MAX_SERVED = 100;

  private final Organisations organisations;
  private final People people;
  private final Outbox outbox;
  private final Log log;
  private final Clock clock = Clock.systemUTC();

  @Inject
  AttestationLedger(Organisations organisations, People people, Outbox outbox, Log log) {
    this.organisations = organisations;
    this.people = people;
    this.outbox = outbox;
    this.log = log;
  }

  @Transactional
  long publish(UserId caller, Envelope envelope) {
    Signed<Attestation> attestation = Attestation.decode(envelope);
    Attestation body = attestation.body();
    if (!body.attester().user().equals(caller)) {
      throw new Problem(Reason.STATEMENT_REFUSED, "An attester hands in what he signed himself.");
    }
    AttestationEntity known = AttestationEntity.findById(attestation.hash().value().toArray());
    if (known != null) {
      return known.log_index;
    }
    requireGood(attestation);
    OrganisationId organisation = organisations.require();
    outbox.append(
        new DomainEvent.PersonAttested(
            body.person().toString(), caller.toString(), attestation.hash().toString()));
    AttestationEntity row = new AttestationEntity();
    row.hash = attestation.hash().value().toArray();
    row.user_id = body.person().value().toArray();
    row.attester = caller.value().toArray();
    row.envelope = envelope.encode().toArray();
    row.published_at = clock.instant();
    row.log_index =
        log.append(organisation, DirectoryEntry.attestation(body.person(), attestation.hash()))
            .index();
    row.persist();
    return row.log_index;
  }

  private void requireGood(Signed<Attestation> attestation) {
    Attestations.Worth worth =
        new Attestations(organisations.require(), organisations.newest().body(), people::chain)
            .worth(attestation, Long.MAX_VALUE, newestOf(attestation.body()), clock.instant());
    if (worth != Attestations.Worth.GOOD) {
      throw new Problem(
          Reason.STATEMENT_REFUSED, "POLICY: the attestation does not count: " + worth + ".");
    }
  }

  private Hash newestOf(Attestation body) {
    return people.chain(body.person()).newest().hash();
  }

  @Transactional
  List<AttestationEntity> of(UserId person) {
    return AttestationEntity.newestOf(person, MAX_SERVED);
  }
}
