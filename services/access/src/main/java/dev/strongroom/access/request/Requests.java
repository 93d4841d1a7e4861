package dev.strongroom.access.request;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.access.decision.Decisions;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Signed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Files requests, and closes them. */
@ApplicationScoped
class Requests {
  /** Requests that wait for one chain's managers. */
  static final long MOST_OF_CHAIN = 20_000;

  /** Requests and proposals that wait and were filed by one person who is no administrator. */
  private static final long MOST_OF_PERSON = 200;

  private final Roster roster;
  private final Decisions decisions;
  private final Drafts drafts;
  private final Filing filing;
  private final Outbox outbox;

  @Inject
  Requests(Roster roster, Decisions decisions, Drafts drafts, Filing filing, Outbox outbox) {
    this.roster = roster;
    this.decisions = decisions;
    this.drafts = drafts;
    this.filing = filing;
    this.outbox = outbox;
  }

  /**
   * Files an administrator's request. A removal is in force with the answer, but for one against
   * the last manager.
   */
  @Transactional
  RequestEntity file(UserId administrator, NewRequest request) {
    ChainKind kind = ChainKind.of(request.chainKind());
    ChainId chain = ChainId.parse(request.chain());
    UserId user = UserId.parse(request.user());
    Action action = Action.of(request.action());
    Drafts.requireRole(kind, action, request.role());
    if (!roster.lock(kind, chain)) {
      throw Problem.notFound();
    }
    Optional<String> has = roster.role(kind, chain, user);
    Drafts.requirePossible(action, has, request.role());
    RequestEntity row = drafts.row("administrator", administrator, request);
    requireRoom(
        RequestEntity.count(
            "chain = ?1 and state in ('unconfirmed', 'open') and expires_at > ?2",
            row.chain,
            row.filed_at),
        MOST_OF_CHAIN);
    filing.decide(row, has);
    return keep(row);
  }

  /**
   * Files what somebody asks for himself. Whether the chain is there he is not told: it only waits
   * for managers to see it.
   */
  @Transactional
  RequestEntity fileOwn(UserId user, NewRequest request) {
    ChainKind kind = ChainKind.of(request.chainKind());
    ChainId chain = ChainId.parse(request.chain());
    boolean own = Action.of(request.action()) == Action.ADD;
    if (!own || !UserId.parse(request.user()).equals(user)) {
      throw new Problem(
          Reason.FORBIDDEN, "That takes the role org-admin; anybody may ask to be added himself.");
    }
    Drafts.requireRole(kind, Action.ADD, request.role());
    if (roster.role(kind, chain, user).isPresent()) {
      throw new Problem(Reason.CONFLICT, "You are there already.");
    }
    RequestEntity row = drafts.row("self", user, request);
    requireFew(row);
    row.state = State.OPEN.text();
    return keep(row);
  }

  /**
   * Keeps a proposal whose signature is checked. Whether its chain is there its author is not told,
   * and whether it counts his managers' clients find out.
   */
  @Transactional
  RequestEntity propose(Signed<Proposal> proposal) {
    Bytes id = proposal.hash().value();
    Optional<RequestEntity> known = RequestEntity.locked(id);
    if (known.isPresent()) {
      return known.get();
    }
    Proposal body = proposal.body();
    NewRequest request =
        new NewRequest(
            body.seen().kind().text(),
            body.seen().chain().toString(),
            body.action().text(),
            body.user().toString(),
            body.role().orElse(""),
            body.reason());
    RequestEntity row = drafts.row("proposal", body.author().user(), request);
    row.request = id.toArray();
    row.envelope = proposal.envelope().encode().toArray();
    if (body.expires().isBefore(row.expires_at)) {
      row.expires_at = body.expires();
    }
    requireFew(row);
    row.state = State.OPEN.text();
    return keep(row);
  }

  /** Requires that who files has not filed too many that wait. */
  private static void requireFew(RequestEntity row) {
    requireRoom(
        RequestEntity.count(
            "filed_by = ?1 and state in ('unconfirmed', 'open') and expires_at > ?2"
                + " and origin <> 'administrator'",
            row.filed_by,
            row.filed_at),
        MOST_OF_PERSON);
  }

  private static void requireRoom(long waiting, long most) {
    if (waiting >= most) {
      throw new Problem(Reason.CONFLICT, "Too many requests wait already: have some answered.");
    }
  }

  /** Keeps a request and tells of it; the same asked for twice is a conflict. */
  private RequestEntity keep(RequestEntity row) {
    for (RequestEntity other : RequestEntity.waiting(row.chainId(), row.user())) {
      if (other.state(row.filed_at) == State.LAPSED) {
        close(other, State.LAPSED, Optional.empty());
      } else if (other.action.equals(row.action)
          && other.origin.equals(row.origin)
          && !row.origin.equals("proposal")) {
        throw new Problem(
            Reason.CONFLICT, "That is asked for already: " + other.id().toBase64Url() + ".");
      }
    }
    filing.keep(List.of(row), row.filedBy().toString());
    return row;
  }

  /** Confirms a request against a last manager, which is in force from the answer on. */
  @Transactional
  RequestEntity confirm(UserId administrator, Bytes id) {
    RequestEntity row = visible(id, _ -> true);
    requireWaiting(row);
    if (State.of(row.state) != State.UNCONFIRMED) {
      throw new Problem(Reason.CONFLICT, "This request needs nobody to confirm it.");
    }
    if (row.filedBy().equals(administrator)) {
      throw new Problem(Reason.FORBIDDEN, "Another administrator confirms it than who filed it.");
    }
    row.state = State.OPEN.text();
    row.cuts = true;
    row.confirmed_by = administrator.value().toArray();
    outbox.append(
        new DomainEvent.RequestConfirmed(
            row.chainId().toString(), administrator.toString(), row.id().toBase64Url()));
    filing.awaited(row, administrator.toString()).ifPresent(outbox::append);
    return row;
  }

  /** A manager of the chain says no; what a removal had cut is there again. */
  @Transactional
  RequestEntity reject(UserId manager, boolean sees, Bytes id) {
    RequestEntity row =
        visible(
            id,
            found ->
                sees
                    || found.filedBy().equals(manager)
                    || decisions.manages(manager, found.chainId()));
    if (!decisions.manages(manager, row.chainId())) {
      throw new Problem(Reason.FORBIDDEN, "A request is rejected by who manages what it is about.");
    }
    requireWaiting(row);
    close(row, State.REJECTED, Optional.of(manager));
    return row;
  }

  /** Who filed it takes it back. */
  @Transactional
  RequestEntity withdraw(UserId user, boolean sees, Bytes id) {
    RequestEntity row =
        visible(
            id,
            found ->
                sees || found.filedBy().equals(user) || decisions.manages(user, found.chainId()));
    if (!row.filedBy().equals(user)) {
      throw new Problem(Reason.FORBIDDEN, "A request is withdrawn by who filed it.");
    }
    requireWaiting(row);
    close(row, State.WITHDRAWN, Optional.of(user));
    return row;
  }

  /** A request, locked; the same answer for a foreign one and for none. */
  private static RequestEntity visible(Bytes id, Predicate<RequestEntity> visible) {
    return RequestEntity.locked(id).filter(visible).orElseThrow(Problem::notFound);
  }

  /** Asked after who asks may answer it: where it stands is for them alone. */
  private static void requireWaiting(RequestEntity row) {
    State state = row.state(Instant.now());
    if (!state.waits()) {
      throw new Problem(
          Reason.CONFLICT, "This request was answered already: it is " + state.text() + ".");
    }
  }

  /** Closes a locked request and tells of it; without a person if it lapsed. */
  void close(RequestEntity row, State outcome, Optional<UserId> by) {
    row.state = outcome.text();
    row.cuts = false;
    row.closed_at = Instant.now();
    row.closed_by = by.map(user -> user.value().toArray()).orElse(null);
    outbox.append(
        new DomainEvent.RequestClosed(
            row.chainId().toString(),
            by.map(UserId::toString).orElse(DomainEvent.RequestClosed.NOBODY),
            row.id().toBase64Url(),
            outcome.text()));
  }
}
