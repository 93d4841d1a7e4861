package dev.strongroom.identity.signon;

import dev.strongroom.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Acts on what Keycloak's provider tells. That something changed is a hint: the state of it is
 * asked for. Where Keycloak cannot be asked, a cut-off counts as it was told, and everything is
 * compared once it can be.
 */
@ApplicationScoped
class Notices {
  private static final Logger LOG = Logger.getLogger(Notices.class);

  /** So many changes at once are found faster by comparing everything. */
  static final int MANY = 50;

  private final Refresher refresher;
  private final Mirror mirror;
  private final Sessions sessions;
  private final SignOnState state;

  @Inject
  Notices(Refresher refresher, Mirror mirror, Sessions sessions, SignOnState state) {
    this.refresher = refresher;
    this.mirror = mirror;
    this.sessions = sessions;
    this.state = state;
  }

  /** As the provider sends it; its own {@code Notice} tells what goes with which kind. */
  public record Notice(
      String kind,
      long at,
      String subject,
      String group,
      String session,
      String client,
      String address) {
    Instant time() {
      return Instant.ofEpochMilli(at);
    }
  }

  void take(List<Notice> notices) {
    state.heard();
    Set<String> users = new LinkedHashSet<>();
    Set<String> members = new LinkedHashSet<>();
    Set<String> groups = new LinkedHashSet<>();
    List<Notice> strangers = new ArrayList<>();
    boolean compare = false;
    for (Notice notice : notices) {
      switch (notice.kind()) {
        case "user" -> users.add(notice.subject());
        case "disabled" -> {
          mirror.disabled(notice.subject());
          users.add(notice.subject());
        }
        case "groups-of" -> members.add(notice.subject());
        case "group" -> groups.add(notice.group());
        case "sign-in" -> {
          if (!signedIn(notice)) {
            // Somebody who is not mirrored yet.
            users.add(notice.subject());
            strangers.add(notice);
          }
        }
        case "signed-out" -> sessions.ended(notice.subject(), notice.session(), notice.time());
        default -> compare = true;
      }
    }
    if (users.size() + members.size() + groups.size() > MANY) {
      compare = true;
    } else {
      compare |= !refreshed(users, members, groups);
    }
    strangers.forEach(this::signedIn);
    if (compare) {
      state.ask(false);
    }
  }

  private boolean signedIn(Notice notice) {
    return sessions.signedIn(notice.subject(), notice.time(), notice.client(), notice.address());
  }

  private boolean refreshed(Set<String> users, Set<String> members, Set<String> groups) {
    try {
      users.stream().filter(user -> !members.contains(user)).forEach(refresher::user);
      members.forEach(refresher::groupsOf);
      groups.forEach(refresher::group);
      return true;
    } catch (Problem e) {
      LOG.warnf("what changed in the sign-on is looked for later: %s", e.getMessage());
      return false;
    }
  }
}
