package dev.strongroom.sdk.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.attestation.Attestation;
import dev.strongroom.protocol.attestation.Attestations;
import dev.strongroom.protocol.attestation.Attestations.Worth;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Roots;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.Server;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this client believes of attestations: those of attesters whom the newest policy names, in
 * the directory log, none kept back; and none at all under a root that was confirmed on the screen
 * alone (T65).
 */
public final class AttestedPeople {
  /** The server gives no more of a person's. */
  private static final int MOST = 100;

  private final Server server;
  private final OrganisationId organisation;
  private final Policy policy;
  private final DirectoryReplica directory;
  private final People people;
  private final Roots roots;
  private final Clock clock;

  public AttestedPeople(
      Server server,
      Policy policy,
      DirectoryReplica directory,
      People people,
      Roots roots,
      Clock clock) {
    this.server = server;
    this.organisation = policy.header().organisation();
    this.policy = policy;
    this.directory = directory;
    this.people = people;
    this.roots = roots;
    this.clock = clock;
  }

  /**
   * What attesters say of a person's present key, the newest of each first.
   *
   * @return nothing under a root that was confirmed on the screen alone
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} if one is not in the log, or the
   *     log has one that is kept back
   */
  public List<Attested> of(Person person) {
    if (policy.attesters().isEmpty() || !roots.source(organisation).trusted()) {
      return List.of();
    }
    Attestations checks = new Attestations(organisation, policy, people);
    List<Attested> all = new ArrayList<>();
    Set<UserId> attesters = new HashSet<>();
    for (Logged logged : served(person.user())) {
      Attestation body = logged.statement().body();
      boolean newest = attesters.add(body.attester().user());
      if (newest) {
        all.add(shown(checks, logged, person));
      }
    }
    return all;
  }

  /** Whether the policy names attesters. */
  boolean isPossible() {
    return !policy.attesters().isEmpty();
  }

  /**
   * Requires an attestation that counts.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY}
   */
  public void require(Person person) {
    if (of(person).stream().noneMatch(Attested::isGood)) {
      throw new AuthenticationException(
          ErrorCode.POLICY,
          "the room lets in nobody whom no attester has attested, and there is no attestation of"
              + " this person that counts");
    }
  }

  private record Logged(Signed<Attestation> statement, long index) {}

  /** The newest first. */
  private List<Logged> served(UserId person) {
    List<Signed<Attestation>> statements = new ArrayList<>();
    for (JsonNode found : server.get("/identity/v1/users/" + person + "/attestations")) {
      Signed<Attestation> statement =
          Attestation.decode(
              Envelope.decode(
                  StatementKind.ATTESTATION, Bytes.fromBase64Url(found.path("envelope").asText())));
      if (!statement.body().person().equals(person)) {
        throw new AuthenticationException(
            ErrorCode.DIR_PROOF, "the server gave an attestation of somebody else");
      }
      statements.add(statement);
    }
    List<Hash> hashes = statements.stream().map(Signed::hash).toList();
    Optional<List<Long>> indexes =
        directory.indexesOf(DirectoryEntry.Kind.ATTESTATION, person.value(), hashes);
    Map<Hash, Long> places = new HashMap<>();
    if (indexes.isPresent()) {
      for (int i = 0; i < hashes.size(); i++) {
        places.put(hashes.get(i), indexes.get().get(i));
      }
    } else if (hashes.size() < MOST) {
      throw DirectoryReplica.incomplete();
    } else {
      hashes.forEach(hash -> places.put(hash, directory.indexOf(hash).orElseThrow()));
    }
    return statements.stream()
        .map(statement -> new Logged(statement, places.getOrDefault(statement.hash(), 0L)))
        .sorted((a, b) -> Long.compare(b.index(), a.index()))
        .toList();
  }

  private Attested shown(Attestations checks, Logged logged, Person person) {
    Attestation body = logged.statement().body();
    Worth worth =
        checks.worth(logged.statement(), logged.index(), person.newest().hash(), clock.instant());
    if (worth == Worth.GOOD && !sameClaim(person, body)) {
      worth = Worth.OTHER_IDENTITY;
    }
    return new Attested(
        body.attester().user(),
        people.byId(body.attester().user()).claimedName(),
        body.how(),
        body.until(),
        worth);
  }

  /** A routine rotation may claim another name: then nobody has attested that. */
  private boolean sameClaim(Person person, Attestation body) {
    Optional<Signed<Identity>> attested = person.chain().byHash(body.identity());
    if (attested.isEmpty() || attested.get().hash().equals(person.newest().hash())) {
      return attested.isPresent();
    }
    return people.claimOf(attested.get()).filter(claim -> isNow(claim, person)).isPresent();
  }

  private static boolean isNow(Claim claim, Person person) {
    return claim.displayName().equals(person.claimedName())
        && claim.email().equals(person.claimedEmail());
  }
}
