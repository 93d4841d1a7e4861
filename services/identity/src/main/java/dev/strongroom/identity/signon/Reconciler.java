package dev.strongroom.identity.signon;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Compares everything: what no event told is found here. Whoever is missing from the listing is
 * asked for by himself before he counts as deleted, for pages shift while others are deleted; and
 * where most people would go at once, none does until an administrator confirms it.
 */
@ApplicationScoped
class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  /** Held in one replica at a time. */
  private static final int LOCK = 0x53744d69;

  private static final int PEOPLE_AT_ONCE = 1000;
  private static final int GROUPS_AT_ONCE = 500;
  private static final int ASKING = 6;

  /** A small company may lose half of its people in a day. */
  static final int FEW = 10;

  private final Listing listing;
  private final Keycloak keycloak;
  private final Mirror mirror;
  private final Ids ids;
  private final SignOnState state;
  private final Doubts doubts;
  private final DataSource connections;

  @Inject
  Reconciler(
      Listing listing,
      Keycloak keycloak,
      Mirror mirror,
      Ids ids,
      SignOnState state,
      Doubts doubts,
      DataSource connections) {
    this.listing = listing;
    this.keycloak = keycloak;
    this.mirror = mirror;
    this.ids = ids;
    this.state = state;
    this.doubts = doubts;
    this.connections = connections;
  }

  /** What became of an attempt. */
  enum Outcome {
    DONE,
    /** Another replica is at it, or there is no organisation yet. */
    NOT_NOW,
    FAILED
  }

  /** Compares, unless another replica does. */
  Outcome run() throws InterruptedException {
    Optional<Function<String, UserId>> derivation = ids.derivation();
    if (derivation.isEmpty()) {
      return Outcome.NOT_NOW;
    }
    try (Connection connection = connections.getConnection()) {
      if (!lock(connection, "SELECT pg_try_advisory_lock(?)")) {
        return Outcome.NOT_NOW;
      }
      try {
        return compare(derivation.get());
      } finally {
        lock(connection, "SELECT pg_advisory_unlock(?)");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database is away", e);
    }
  }

  private static boolean lock(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, LOCK);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private Outcome compare(Function<String, UserId> derivation) throws InterruptedException {
    boolean confirmed = state.takeConfirmation();
    try {
      Instant since = mirror.now();
      Listing.Everything all = listing.read();
      boolean held = apply(all, derivation, since, confirmed);
      List<SignOnState.SignOnProblem> problems = new ArrayList<>(doubts.all());
      if (held) {
        problems.addFirst(REALM_CHANGED);
      }
      state.succeeded(since, held ? "deletions are held" : "done", problems);
      LOG.debugf("compared with the sign-on in %s", Duration.between(since, mirror.now()));
      return Outcome.DONE;
    } catch (Problem e) {
      boolean refused = Keycloak.REFUSED.equals(e.getMessage());
      state.failed(confirmed, refused, refused ? Keycloak.REFUSED : "the sign-on did not answer");
      LOG.warnf("the sign-on could not be compared with: %s", e.getMessage());
    } catch (RuntimeException e) {
      state.failed(confirmed, true, "failed here");
      LOG.error("comparing with the sign-on failed", e);
    }
    return Outcome.FAILED;
  }

  private static final SignOnState.SignOnProblem REALM_CHANGED =
      new SignOnState.SignOnProblem(
          "REALM_CHANGED",
          "More than half of the people or groups are not in the sign-on any more: the people, if"
              + " it is so many of them, and the groups stay, and nobody left a group. If the realm"
              + " was really changed, confirm it.");

  /**
   * @return whether deletions are held
   */
  private boolean apply(
      Listing.Everything all, Function<String, UserId> derivation, Instant since, boolean confirmed)
      throws InterruptedException {
    Set<String> present = new HashSet<>(mirror.present());
    List<String> missing = present.stream().filter(s -> !all.users().containsKey(s)).toList();
    List<String> groups = mirror.groups();
    List<String> missingGroups =
        groups.stream().filter(id -> !all.groups().containsKey(id)).toList();
    // Groups that vanish keep nobody in who is gone.
    boolean peopleHeld = !confirmed && most(missing.size(), present.size());
    boolean held = peopleHeld || !confirmed && most(missingGroups.size(), groups.size());
    for (List<Keycloak.User> some : parts(List.copyOf(all.users().values()), PEOPLE_AT_ONCE)) {
      mirror.people(some, derivation, since, DomainEvent.SIGN_ON);
    }
    if (!peopleHeld) {
      gone(missing, derivation, since);
    }
    for (List<Keycloak.Group> some : parts(List.copyOf(all.groups().values()), GROUPS_AT_ONCE)) {
      Map<String, Set<String>> members = new LinkedHashMap<>();
      some.forEach(g -> members.put(g.id(), all.members().getOrDefault(g.id(), Set.of())));
      mirror.groups(some, members, derivation, since, !held);
    }
    if (!held) {
      for (String group : absent(missingGroups, id -> keycloak.group(id).isEmpty())) {
        mirror.groupGone(group, since);
      }
    }
    return held;
  }

  static boolean most(int missing, int all) {
    return missing > FEW && missing * 2 > all;
  }

  private void gone(List<String> missing, Function<String, UserId> derivation, Instant since)
      throws InterruptedException {
    for (List<String> some : parts(missing, PEOPLE_AT_ONCE)) {
      List<Keycloak.User> there = Collections.synchronizedList(new ArrayList<>());
      List<String> absent =
          absent(
              some,
              subject -> {
                Optional<Keycloak.User> user = keycloak.user(subject);
                user.ifPresent(there::add);
                return user.isEmpty();
              });
      mirror.gone(absent, since, DomainEvent.SIGN_ON);
      mirror.people(there, derivation, since, DomainEvent.SIGN_ON);
    }
  }

  /** Those of {@code all} that the sign-on says it does not have. */
  private static List<String> absent(List<String> all, Predicate<String> isAbsent)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(ASKING)) {
      Map<String, Future<Boolean>> answers = new LinkedHashMap<>();
      all.forEach(one -> answers.put(one, threads.submit(() -> isAbsent.test(one))));
      List<String> absent = new ArrayList<>();
      try {
        for (Map.Entry<String, Future<Boolean>> answer : answers.entrySet()) {
          if (answer.getValue().get()) {
            absent.add(answer.getKey());
          }
        }
      } catch (ExecutionException e) {
        answers.values().forEach(one -> one.cancel(true));
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      }
      return absent;
    }
  }

  private static <T> List<List<T>> parts(List<T> all, int most) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      parts.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return parts;
  }
}
