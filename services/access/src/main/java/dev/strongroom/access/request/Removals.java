package dev.strongroom.access.request;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks for somebody's removal wherever he is in person: an administrator does, or the sign-on of
 * whom it has disabled or has no longer.
 */
@ApplicationScoped
public class Removals {
  static final String SIGN_ON = "sign-on";

  /** Stands where a person would who filed it: the sign-on is none. */
  static final UserId NOBODY = new UserId(Bytes.of(new byte[32]));

  private final Roster roster;
  private final Drafts drafts;
  private final Filing filing;
  private final Requests requests;
  private final Standings standings;
  private final Outbox outbox;

  @Inject
  Removals(
      Roster roster,
      Drafts drafts,
      Filing filing,
      Requests requests,
      Standings standings,
      Outbox outbox) {
    this.roster = roster;
    this.drafts = drafts;
    this.filing = filing;
    this.requests = requests;
    this.standings = standings;
    this.outbox = outbox;
  }

  /**
   * What was filed.
   *
   * @param alreadyWaiting of his places, where his removal is asked for already
   */
  record Outcome(List<RequestEntity> filed, int alreadyWaiting) {
    Outcome {
      filed = List.copyOf(filed);
    }
  }

  /** As an administrator asks for it; in force with the answer. */
  @Transactional
  Outcome everywhere(UserId administrator, UserId user, String reason) {
    return everywhere("administrator", administrator, administrator.toString(), user, reason);
  }

  /** The sign-on lets somebody in no longer. Said again, it changes nothing. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void signedOff(UserId user) {
    everywhere(SIGN_ON, NOBODY, DomainEvent.RequestClosed.NOBODY, user, "");
  }

  /** The sign-on lets somebody in again: what it had asked for is taken back. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void signedOnAgain(UserId user) {
    for (RequestEntity row : RequestEntity.waiting(user, SIGN_ON)) {
      requests.close(row, State.WITHDRAWN, Optional.empty());
    }
  }

  /**
   * Requests of the sign-on whose time is nearly over go on while it lets the person in no longer,
   * and their managers are told again.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void renew(List<RequestEntity> ending) {
    for (RequestEntity row : ending) {
      if (!standings.isActive(row.user())) {
        row.expires_at = drafts.end(Instant.now());
        if (State.of(row.state) == State.OPEN) {
          filing.awaited(row, DomainEvent.RequestClosed.NOBODY).ifPresent(outbox::append);
        }
      }
    }
  }

  private Outcome everywhere(String origin, UserId by, String actor, UserId user, String reason) {
    List<RequestEntity> filed = new ArrayList<>();
    int waiting = 0;
    // In the order of their ids, as everybody locks several chains.
    for (Roster.Place place : roster.places(user)) {
      roster.lock(place.kind(), place.chain());
      // What was read before the lock may have changed since.
      Optional<String> role = roster.role(place.kind(), place.chain(), user);
      if (role.isEmpty()) {
        continue;
      }
      if (waits(place, user, origin)) {
        waiting++;
        continue;
      }
      NewRequest request =
          new NewRequest(
              place.kind().text(),
              place.chain().toString(),
              Action.REMOVE.text(),
              user.toString(),
              "",
              reason);
      RequestEntity row = drafts.row(origin, by, request);
      filing.decide(row, role);
      filing.keep(List.of(row), actor);
      filed.add(row);
    }
    return new Outcome(filed, waiting);
  }

  /** One whose time is over waits no longer, and makes place. */
  private boolean waits(Roster.Place place, UserId user, String origin) {
    boolean waits = false;
    for (RequestEntity row : RequestEntity.waiting(place.chain(), user)) {
      if (row.origin.equals(origin) && Action.of(row.action) == Action.REMOVE) {
        if (row.state(Instant.now()).waits()) {
          waits = true;
        } else {
          requests.close(row, State.LAPSED, Optional.empty());
        }
      }
    }
    return waits;
  }
}
