package dev.strongroom.identity.person;

import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityLine;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Users' identities: the main line of each, and the resets beside it. */
@ApplicationScoped
class Generations {
  /**
   * Resets that wait beside one line. Whoever can sign in as a user can make them, so there is an
   * end to it; a rotation makes room.
   */
  static final int MAX_RESETS = 16;

  private final Organisations organisations;

  @Inject
  Generations(Organisations organisations) {
    this.organisations = organisations;
  }

  /** What has been accepted of a user so far; none before his first identity. */
  @Transactional
  Optional<IdentityChain> of(UserId user) {
    List<Envelope> known =
        IdentityEntity.of(user.value()).stream().map(IdentityEntity::statement).toList();
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(IdentityChain.verify(organisations.require(), user, known));
  }

  /**
   * The user's identities with one more. The caller holds the user's row.
   *
   * @throws Problem if the statement does not verify, comes too late, or is one reset too many
   */
  IdentityChain accept(UserId user, Envelope statement) {
    OrganisationId organisation = organisations.require();
    Optional<IdentityChain> known = of(user);
    if (known.isEmpty()) {
      return IdentityChain.begin(organisation, user, statement, -1);
    }
    Identity next = Identity.decode(statement).body();
    if (next.cause() == Identity.Cause.FIRST) {
      throw new Problem(
          Reason.CONFLICT, "You have keys already: use the emergency kit to open them here.");
    }
    boolean follows =
        next.header()
            .previous()
            .filter(previous -> live(known.get()).anyMatch(l -> l.newest().hash().equals(previous)))
            .isPresent();
    if (!follows) {
      throw new Problem(
          Reason.STALE_HEAD, "Your keys were changed meanwhile, elsewhere: look again.");
    }
    if (next.cause() == Identity.Cause.RESET && known.get().pendingResets().size() >= MAX_RESETS) {
      throw new Problem(
          Reason.CONFLICT,
          "There are " + MAX_RESETS + " resets already: a manager confirms one of them.");
    }
    return known.get().next(organisation, statement, -1);
  }

  private static Stream<IdentityLine> live(IdentityChain chain) {
    return Stream.concat(Stream.of(chain.main()), chain.pendingResets().stream());
  }

  /** Identities whose secrets open something: the newest of each line, the main one first. */
  static List<Hash> live(Optional<IdentityChain> chain) {
    return chain.stream().flatMap(Generations::live).map(line -> line.newest().hash()).toList();
  }

  static void keep(Signed<Identity> next, UserId user, Claim claim) {
    IdentityEntity row = new IdentityEntity();
    row.hash = next.hash().value().toArray();
    row.user_id = user.value().toArray();
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

  /** The earlier generation's secret, sealed by its owner under this one's. */
  static void keepEarlier(Hash identity, Bytes sealed) {
    EarlierSecretEntity row = new EarlierSecretEntity();
    row.identity = identity.value().toArray();
    row.sealed = sealed.toArray();
    row.persist();
  }
}
