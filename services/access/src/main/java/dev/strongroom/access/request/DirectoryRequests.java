package dev.strongroom.access.request;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Requests whose source is a group of the sign-on's directory. They ask a group's managers for
 * members, and never for or about a manager: whoever may change the directory does not decide who
 * signs.
 */
@ApplicationScoped
public class DirectoryRequests {
  private static final String ORIGIN = "directory";

  private final Roster roster;
  private final Drafts drafts;
  private final Filing filing;
  private final Requests requests;

  @Inject
  DirectoryRequests(Roster roster, Drafts drafts, Filing filing, Requests requests) {
    this.roster = roster;
    this.drafts = drafts;
    this.filing = filing;
    this.requests = requests;
  }

  /** What is asked for of whom. */
  private record Wish(UserId user, Action action) {}

  /** A group is there, and is locked until commit. */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean lock(ChainId group) {
    return roster.lock(ChainKind.GROUP, group);
  }

  /**
   * Asks for what changed. Whoever joined and left again, or the other way round, before anybody
   * has answered is asked for no longer. The group is locked.
   *
   * @param setBy administrator who made the directory group the source
   * @param cuts whether a removal cuts now: somebody left; not where he never was in the directory
   *     group
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void changed(
      ChainId group,
      UserId setBy,
      Collection<UserId> joined,
      Collection<UserId> left,
      boolean cuts) {
    Set<UserId> all = new LinkedHashSet<>(joined);
    all.addAll(left);
    Map<UserId, String> roles = roster.roles(ChainKind.GROUP, group, all);
    Map<Wish, RequestEntity> waiting = waiting(group);
    List<RequestEntity> filed = new ArrayList<>();
    for (UserId user : new LinkedHashSet<>(joined)) {
      withdraw(waiting, new Wish(user, Action.REMOVE));
      if (!roles.containsKey(user) && !waiting.containsKey(new Wish(user, Action.ADD))) {
        RequestEntity row = row(group, setBy, Action.ADD, user, "member");
        row.state = State.OPEN.text();
        filed.add(row);
      }
    }
    for (UserId user : new LinkedHashSet<>(left)) {
      withdraw(waiting, new Wish(user, Action.ADD));
      boolean member = "member".equals(roles.get(user));
      if (member && !waiting.containsKey(new Wish(user, Action.REMOVE))) {
        RequestEntity row = row(group, setBy, Action.REMOVE, user, "");
        row.state = State.OPEN.text();
        row.cuts = cuts;
        filed.add(row);
      }
    }
    filing.keep(filed, DomainEvent.RequestClosed.NOBODY);
  }

  /** Takes back all that waits: its source is gone. The group is locked. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void withdrawAll(ChainId group) {
    Map<Wish, RequestEntity> waiting = waiting(group);
    waiting.keySet().forEach(wish -> withdraw(waiting, wish));
  }

  private void withdraw(Map<Wish, RequestEntity> waiting, Wish wish) {
    Optional.ofNullable(waiting.get(wish))
        .ifPresent(row -> requests.close(row, State.WITHDRAWN, Optional.empty()));
  }

  private RequestEntity row(ChainId group, UserId by, Action action, UserId user, String role) {
    return drafts.row(
        ORIGIN,
        by,
        new NewRequest(
            ChainKind.GROUP.text(), group.toString(), action.text(), user.toString(), role, ""));
  }

  /** What waits; what has waited for too long is closed. */
  private Map<Wish, RequestEntity> waiting(ChainId group) {
    Instant now = Instant.now();
    Map<Wish, RequestEntity> waiting = new HashMap<>();
    for (RequestEntity row : RequestEntity.waiting(group, ORIGIN)) {
      if (row.state(now).waits()) {
        waiting.put(new Wish(row.user(), Action.of(row.action)), row);
      } else {
        requests.close(row, State.LAPSED, Optional.empty());
      }
    }
    return waiting;
  }
}
