package dev.strongroom.access.request;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.protocol.ChainId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;

/** Keeps requests whose chain is locked, and tells of them: those who can answer are named once. */
@ApplicationScoped
class Filing {
  private static final String INSERT =
      "INSERT INTO access_request (id, origin, chain_kind, chain, action, user_id, role, reason,"
          + " envelope, filed_by, filed_at, expires_at, state, cuts)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Roster roster;
  private final Managers managers;
  private final Outbox outbox;
  private final EntityManager database;

  @Inject
  Filing(Roster roster, Managers managers, Outbox outbox, EntityManager database) {
    this.roster = roster;
    this.managers = managers;
    this.outbox = outbox;
    this.database = database;
  }

  /**
   * Decides where a request stands. A removal cuts at once, but against a chain's last manager only
   * when a second administrator has confirmed it.
   *
   * @param has the role that the person has now
   */
  void decide(RequestEntity row, Optional<String> has) {
    boolean removal = Action.of(row.action) == Action.REMOVE;
    boolean last =
        removal
            && has.filter("manager"::equals).isPresent()
            && !roster.hasAnotherManager(ChainKind.of(row.chain_kind), row.chainId(), row.user());
    row.state = (last ? State.UNCONFIRMED : State.OPEN).text();
    row.cuts = removal && !last;
  }

  /**
   * Keeps requests that are decided.
   *
   * @param actor who acted, as events name him
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void keep(List<RequestEntity> rows, String actor) {
    if (rows.isEmpty()) {
      return;
    }
    // What was closed to make place for these goes before them.
    database.flush();
    database.unwrap(Session.class).doWork(connection -> insert(connection, rows));
    List<DomainEvent> events = new ArrayList<>();
    Map<ChainId, RequestEntity> firstOpen = new LinkedHashMap<>();
    for (RequestEntity row : rows) {
      events.add(filed(row, actor));
      if (State.of(row.state) == State.OPEN) {
        firstOpen.putIfAbsent(row.chainId(), row);
      }
    }
    firstOpen.forEach((chain, row) -> awaited(row, actor).ifPresent(events::add));
    outbox.appendAll(events);
  }

  /** One statement for all: thousands one by one would take as many round trips. */
  private static void insert(Connection connection, List<RequestEntity> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (RequestEntity row : rows) {
        insert.setBytes(1, row.request);
        insert.setString(2, row.origin);
        insert.setString(3, row.chain_kind);
        insert.setBytes(4, row.chain);
        insert.setString(5, row.action);
        insert.setBytes(6, row.user_id);
        insert.setString(7, row.role);
        insert.setString(8, row.reason);
        insert.setBytes(9, row.envelope);
        insert.setBytes(10, row.filed_by);
        insert.setObject(11, row.filed_at.atOffset(ZoneOffset.UTC));
        insert.setObject(12, row.expires_at.atOffset(ZoneOffset.UTC));
        insert.setString(13, row.state);
        insert.setBoolean(14, row.cuts);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Tells those who can answer a request; nothing where nobody can. */
  Optional<DomainEvent> awaited(RequestEntity row, String actor) {
    List<String> who = managers.of(row.chainId());
    return who.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DomainEvent.ManagersAwaited(
                row.chainId().toString(), actor, row.id().toBase64Url(), who));
  }

  private static DomainEvent filed(RequestEntity row, String actor) {
    return new DomainEvent.RequestFiled(
        row.chainId().toString(),
        actor,
        row.id().toBase64Url(),
        row.origin,
        row.action,
        row.user().toString(),
        row.role,
        row.state,
        row.cuts);
  }
}
