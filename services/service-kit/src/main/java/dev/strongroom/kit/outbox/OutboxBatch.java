package dev.strongroom.kit.outbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.kit.trace.Cause;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Many events in two statements: thousands of changes at once would be tens of thousands otherwise.
 * The rows that give sequences out are taken in the order of their keys, so that two batches wait
 * for each other and never in a circle.
 */
final class OutboxBatch {
  private OutboxBatch() {}

  private record Aggregate(String kind, String id) implements Comparable<Aggregate> {
    static Aggregate of(DomainEvent event) {
      return new Aggregate(event.topic().name().toLowerCase(Locale.ROOT), event.aggregate());
    }

    @Override
    public int compareTo(Aggregate other) {
      int kinds = kind.compareTo(other.kind);
      return kinds == 0 ? id.compareTo(other.id) : kinds;
    }
  }

  static List<Standings.Told> append(
      Connection connection, List<? extends DomainEvent> events, Instant now) throws SQLException {
    Map<Aggregate, Long> next = takeSequences(connection, events);
    List<Standings.Told> told = new ArrayList<>();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, seq, slot,"
                + " created_at) VALUES (?, ?, ?, ?, CAST(? AS jsonb), ?, ?, ?)")) {
      for (DomainEvent event : events) {
        Aggregate aggregate = Aggregate.of(event);
        long sequence = next.merge(aggregate, 1L, Long::sum);
        CloudEvent envelope =
            new CloudEvent(
                UUID.randomUUID(),
                event.topic().source(),
                event.type(),
                event.aggregate(),
                now,
                sequence,
                CloudEvent.data(event),
                Cause.current());
        insert.setObject(1, envelope.id());
        insert.setString(2, aggregate.kind());
        insert.setString(3, aggregate.id());
        insert.setString(4, event.type());
        insert.setString(5, envelope.encode());
        insert.setLong(6, sequence);
        insert.setShort(7, (short) Slots.of(event.aggregate()));
        insert.setObject(8, now.atOffset(ZoneOffset.UTC));
        insert.addBatch();
        told.add(new Standings.Told(event, sequence, now));
      }
      insert.executeBatch();
    }
    return told;
  }

  /** The last sequence of each aggregate before its first event here. */
  private static Map<Aggregate, Long> takeSequences(
      Connection connection, List<? extends DomainEvent> events) throws SQLException {
    Map<Aggregate, Long> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(Aggregate.of(event), 1L, Long::sum));
    Object[] kinds = counts.keySet().stream().map(Aggregate::kind).toArray();
    Object[] ids = counts.keySet().stream().map(Aggregate::id).toArray();
    Object[] many = counts.values().toArray();
    Map<Aggregate, Long> before = new TreeMap<>();
    try (PreparedStatement take =
        connection.prepareStatement(
            "INSERT INTO outbox_aggregate AS a (aggregatetype, aggregateid, last_seq)"
                + " SELECT * FROM unnest(?, ?, ?)"
                + " ON CONFLICT (aggregatetype, aggregateid)"
                + " DO UPDATE SET last_seq = a.last_seq + EXCLUDED.last_seq"
                + " RETURNING aggregatetype, aggregateid, last_seq")) {
      take.setArray(1, connection.createArrayOf("varchar", kinds));
      take.setArray(2, connection.createArrayOf("varchar", ids));
      take.setArray(3, connection.createArrayOf("bigint", many));
      try (ResultSet rows = take.executeQuery()) {
        while (rows.next()) {
          Aggregate aggregate = new Aggregate(rows.getString(1), rows.getString(2));
          before.put(aggregate, rows.getLong(3) - counts.getOrDefault(aggregate, 0L));
        }
      }
    }
    return before;
  }
}
