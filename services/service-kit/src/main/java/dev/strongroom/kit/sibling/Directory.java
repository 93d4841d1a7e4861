package dev.strongroom.kit.sibling;

import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What other services ask the identity service: which organisation this is, and people's
 * identities.
 */
@ApplicationScoped
public class Directory {
  /** Answer of {@code GET /internal/v1/organisation}. */
  public record Organisation(
      String organisation, String alias, String issuer, List<String> logKeys) {
    public Organisation {
      logKeys = List.copyOf(logKeys);
    }
  }

  /**
   * Answer of {@code GET /internal/v1/users/{user}}: identity statements, oldest first, base64url,
   * and where the directory log has them.
   */
  public record Identities(List<String> identities, List<Long> indexes) {
    public Identities {
      indexes = List.copyOf(indexes);
      identities = List.copyOf(identities);
    }
  }

  /** Body of {@code POST /internal/v1/users/batch}: at most {@value #MOST_USERS}. */
  public record Users(List<String> users) {
    public Users {
      users = List.copyOf(users);
    }
  }

  /** One of its answer: a user who has an identity. */
  public record Known(String user, List<String> identities, List<Long> indexes) {
    public Known {
      identities = List.copyOf(identities);
      indexes = List.copyOf(indexes);
    }
  }

  /** Users that one request asks for. */
  public static final int MOST_USERS = 100;

  /**
   * Body of {@code POST /internal/v1/log/entries}: a link that is to stand in the directory log.
   */
  public record Entry(String kind, String subject, long sequence, String payload) {}

  /**
   * Its answer: where the log has the entry.
   *
   * @param checkpoint the log's signed note
   * @param inclusion hashes that prove the entry under that checkpoint, base64url
   */
  public record Logged(long index, String checkpoint, List<String> inclusion) {
    public Logged {
      inclusion = List.copyOf(inclusion);
    }
  }

  /** A user's statement that is not his first one, and where the log has it. */
  public record Rotation(String user, long index) {}

  /**
   * Answer of {@code GET /internal/v1/rotations}.
   *
   * @param rotations in the log's order, at most 1,000
   * @param size of the log when they were looked for: none of those below it is missing, but behind
   *     the last of a full list
   */
  public record Rotations(List<Rotation> rotations, long size) {
    public static final int MOST = 1_000;

    public Rotations {
      rotations = List.copyOf(rotations);
    }
  }

  private final Sibling sibling;
  private final KitConfig config;
  private final Standings standings;
  private final AtomicReference<Organisation> organisation = new AtomicReference<>();

  @Inject
  Directory(Sibling sibling, KitConfig config, Standings standings) {
    this.standings = standings;
    this.sibling = sibling;
    this.config = config;
  }

  /** The organisation of this installation: it never changes, once there. */
  public Organisation organisation() {
    Organisation known = organisation.get();
    if (known == null) {
      known =
          sibling
              .get(config.identityUrl(), "/internal/v1/organisation", Organisation.class)
              .orElseThrow(() ->
                  new Problem(
                      Reason.CONFLICT,
                      "This installation has no organisation yet: an administrator runs"
                          + " org init first."));
      organisation.set(known);
    }
    return known;
  }

  public OrganisationId organisationId() {
    return OrganisationId.parse(organisation().organisation());
  }

  /**
   * The caller's user id.
   *
   * @throws Problem {@code unauthenticated} for who is disabled, deleted or signed out, even while
   *     his token is good
   */
  public UserId userOf(Caller caller) {
    caller.requireUser();
    Organisation known = organisation();
    if (!known.issuer().equals(caller.issuer())) {
      throw new Problem(Reason.UNAUTHENTICATED, "The sign-on is not this organisation's.");
    }
    UserId user = Identity.userId(organisationId(), known.alias(), caller.subject());
    standings.require(user, caller);
    return user;
  }

  /** What checks the checkpoint in a statement: the signature of the organisation's log. */
  public Checkpoints checkpoints() {
    return Checkpoints.signedBy(logKeys());
  }

  /** The log's keys, as the newest policy names them. */
  public List<NoteKey> logKeys() {
    return organisation().logKeys().stream().map(NoteKey::parse).toList();
  }

  /** Whose keys changed by statements that the log has at {@code from} or later. */
  public Rotations rotations(long from) {
    return sibling
        .get(config.identityUrl(), "/internal/v1/rotations?from=" + from, Rotations.class)
        .orElseThrow(() -> Problem.unavailable("The directory"));
  }

  /**
   * Has the log append an entry, or tell where it has it already: saying it again changes nothing.
   *
   * @throws Problem {@code unavailable} if it does not; the entry may be in the log even so
   */
  public Logged append(Entry entry) {
    return sibling
        .postAgain(config.identityUrl(), "/internal/v1/log/entries", entry, Logged.class)
        .orElseThrow(() -> Problem.unavailable("The directory log"));
  }

  /** The verified identities of a user. */
  public IdentityChain identitiesOf(UserId user) {
    Identities found =
        sibling
            .get(config.identityUrl(), "/internal/v1/users/" + user, Identities.class)
            .orElseThrow(
                () -> new Problem(Reason.STATEMENT_REFUSED, "A person without an identity."));
    return verified(user, found.identities(), found.indexes());
  }

  /** The verified identities of several users; who has none is left out. */
  public Map<UserId, IdentityChain> identitiesOf(List<UserId> users) {
    Map<UserId, IdentityChain> all = new HashMap<>();
    for (int from = 0; from < users.size(); from += MOST_USERS) {
      for (Known one : known(users.subList(from, Math.min(users.size(), from + MOST_USERS)))) {
        UserId user = UserId.parse(one.user());
        all.put(user, verified(user, one.identities(), one.indexes()));
      }
    }
    return all;
  }

  /**
   * Who of some users has keys, as the directory says; not verified, so nothing may hang on it but
   * a hint to people.
   */
  public Set<UserId> withKeys(Collection<UserId> users) {
    List<UserId> all = List.copyOf(users);
    Set<UserId> having = new HashSet<>();
    for (int from = 0; from < all.size(); from += MOST_USERS) {
      for (Known one : known(all.subList(from, Math.min(all.size(), from + MOST_USERS)))) {
        having.add(UserId.parse(one.user()));
      }
    }
    return having;
  }

  private List<Known> known(List<UserId> users) {
    Users asked = new Users(users.stream().map(UserId::toString).toList());
    Optional<Known[]> found =
        sibling.postAgain(config.identityUrl(), "/internal/v1/users/batch", asked, Known[].class);
    return found.map(List::of).orElseGet(List::of);
  }

  private IdentityChain verified(UserId user, List<String> identities, List<Long> indexes) {
    return IdentityChain.verify(
        organisationId(),
        user,
        identities.stream()
            .map(text -> Envelope.decode(StatementKind.IDENTITY, Bytes.fromBase64Url(text)))
            .toList(),
        indexes);
  }
}
