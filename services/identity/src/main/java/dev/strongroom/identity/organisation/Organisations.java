package dev.strongroom.identity.organisation;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.identity.log.Log;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.policy.PolicyChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The organisation of this installation: set by its first policy, then never changed. */
@ApplicationScoped
public class Organisations {
  private final Outbox outbox;
  private final Log log;

  @Inject
  Organisations(Outbox outbox, Log log) {
    this.outbox = outbox;
    this.log = log;
  }

  @Transactional
  public Optional<OrganisationId> id() {
    return OrganisationEntity.<OrganisationEntity>findAll()
        .firstResultOptional()
        .map(o -> new OrganisationId(Bytes.of(o.organisation)));
  }

  /** The id; a caller's problem while there is none. */
  public OrganisationId require() {
    return id().orElseThrow(Organisations::none);
  }

  static Problem none() {
    return new Problem(
        Reason.CONFLICT,
        "This installation has no organisation yet: an administrator runs org init first.");
  }

  /** All policies, oldest first. */
  @Transactional
  public List<Envelope> policies() {
    return PolicyEntity.all().stream()
        .map(p -> Envelope.decode(StatementKind.POLICY, Bytes.of(p.envelope)))
        .toList();
  }

  /** The newest policy. */
  @Transactional
  public Signed<Policy> newest() {
    return PolicyChain.newest(require(), Optional.empty(), policies());
  }

  /**
   * Publishes a policy, if it follows; the first one makes the organisation. Resent, it changes
   * nothing.
   */
  @Transactional
  public OrganisationId publish(Caller caller, Envelope envelope) {
    Signed<Policy> policy = Policy.decode(envelope);
    OrganisationId organisation = id().orElse(policy.body().header().organisation());
    if (!policy.body().header().organisation().equals(organisation)) {
      throw new Problem(Reason.CONFLICT, "This installation has another organisation.");
    }
    List<Envelope> known = policies();
    if (known.stream().anyMatch(k -> k.hash().equals(policy.hash()))) {
      return organisation;
    }
    List<Envelope> chain = new ArrayList<>(known);
    chain.add(envelope);
    Signed<Policy> newest = PolicyChain.newest(organisation, Optional.empty(), chain);
    String alias =
        newest
            .body()
            .aliasOf(caller.issuer())
            .orElseThrow(() ->
                new Problem(
                    Reason.STATEMENT_REFUSED,
                    "The policy does not name the sign-on that this caller came through."));
    requireOwnLog(newest.body());
    if (known.isEmpty()) {
      OrganisationEntity row = new OrganisationEntity();
      row.organisation = organisation.value().toArray();
      row.persist();
    }
    keep(newest);
    String actor = Identity.userId(organisation, alias, caller.subject()).toString();
    outbox.append(
        new DomainEvent.PolicyPublished(
            organisation.toString(),
            actor,
            newest.body().header().sequence(),
            newest.hash().toString()));
    log.append(
        organisation,
        DirectoryEntry.policy(organisation, newest.body().header().sequence(), newest.hash()));
    return organisation;
  }

  private void requireOwnLog(Policy policy) {
    if (!policy.directoryKeys().contains(log.key())) {
      throw new Problem(
          Reason.STATEMENT_REFUSED,
          "POLICY: it does not name the key of this installation's directory log.");
    }
  }

  /** A key that the newest policy does not name would sign what nobody believes. */
  @Transactional
  void requireOwnLog(@Observes StartupEvent started) {
    if (id().isPresent() && !newest().body().directoryKeys().contains(log.key())) {
      throw new IllegalStateException(
          "strongroom.log.key, strongroom.log.name: the newest policy does not name "
              + log.key()
              + ": a policy that does is published first, under the key before");
    }
  }

  private static void keep(Signed<Policy> policy) {
    PolicyEntity row = new PolicyEntity();
    row.sequence = policy.body().header().sequence();
    row.hash = policy.hash().value().toArray();
    row.envelope = policy.envelope().encode().toArray();
    row.published_at = Instant.now();
    row.persist();
  }
}
