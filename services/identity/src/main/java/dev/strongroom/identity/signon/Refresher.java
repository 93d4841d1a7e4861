package dev.strongroom.identity.signon;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the sign-on for one user or group, and mirrors the answer at once. Two that ask for the same
 * do it one after the other, so that an older answer never comes last.
 */
@ApplicationScoped
public class Refresher {
  private final Keycloak keycloak;
  private final Mirror mirror;
  private final MirrorRows rows;
  private final Ids ids;

  @Inject
  Refresher(Keycloak keycloak, Mirror mirror, MirrorRows rows, Ids ids) {
    this.keycloak = keycloak;
    this.mirror = mirror;
    this.rows = rows;
    this.ids = ids;
  }

  /** Nothing before there is an organisation. */
  @Transactional
  public void user(String subject) {
    user(subject, DomainEvent.SIGN_ON);
  }

  /**
   * @param actor who had it changed
   */
  @Transactional
  public void user(String subject, String actor) {
    Optional<Function<String, UserId>> derivation = ids.derivation();
    if (derivation.isEmpty()) {
      return;
    }
    rows.hold(subject);
    Instant since = rows.now();
    Optional<Keycloak.User> user = keycloak.user(subject);
    if (user.isPresent()) {
      mirror.people(List.of(user.get()), derivation.get(), since, actor);
      // Also where nothing was new: a listing that began earlier does not undo it.
      rows.heard(subject, since);
    } else {
      mirror.gone(List.of(subject), since, actor);
    }
  }

  /** The user as well: he may be new. */
  @Transactional
  public void groupsOf(String subject) {
    Optional<Function<String, UserId>> derivation = ids.derivation();
    if (derivation.isEmpty()) {
      return;
    }
    user(subject);
    Instant since = rows.now();
    mirror.groupsOf(derivation.get().apply(subject), keycloak.groupsOf(subject), since);
  }

  @Transactional
  public void group(String id) {
    Optional<Function<String, UserId>> derivation = ids.derivation();
    if (derivation.isEmpty()) {
      return;
    }
    rows.hold(id);
    Instant since = rows.now();
    Optional<Keycloak.Group> group = keycloak.group(id);
    if (group.isPresent()) {
      mirror.groups(
          List.of(group.get()),
          Map.of(id, new HashSet<>(keycloak.members(id))),
          derivation.get(),
          since,
          true);
    } else {
      mirror.groupGone(id, since);
    }
  }
}
