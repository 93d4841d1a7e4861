package dev.strongroom.access.request;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "access_request")
class RequestEntity extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  long number;

  @Column(name = "id")
  byte[] request = {};

  String origin = "";
  String chain_kind = "";
  byte[] chain = {};
  String action = "";
  byte[] user_id = {};
  String role = "";
  String reason = "";
  byte[] envelope = {};
  byte[] filed_by = {};
  Instant filed_at = Instant.EPOCH;
  Instant expires_at = Instant.EPOCH;
  String state = "";
  boolean cuts;
  byte @Nullable [] confirmed_by;
  byte @Nullable [] closed_by;
  @Nullable Instant closed_at;
  byte @Nullable [] link;
  @Nullable Instant nudged_at;

  static Optional<RequestEntity> locked(Bytes id) {
    return find("request", id.toArray())
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  /** Requests about {@code user} in {@code chain} that wait for an answer, locked. */
  static List<RequestEntity> waiting(ChainId chain, UserId user) {
    return find(
            "chain = ?1 and user_id = ?2 and state in ('unconfirmed', 'open') order by number",
            chain.value().toArray(),
            user.value().toArray())
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  /** Requests of one origin in {@code chain} that wait for an answer, locked. */
  static List<RequestEntity> waiting(ChainId chain, String origin) {
    return find(
            "chain = ?1 and origin = ?2 and state in ('unconfirmed', 'open') order by number",
            chain.value().toArray(),
            origin)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  /** Requests of one origin about {@code user} that wait for an answer, locked. */
  static List<RequestEntity> waiting(UserId user, String origin) {
    return find(
            "user_id = ?1 and origin = ?2 and state in ('unconfirmed', 'open') order by number",
            user.value().toArray(),
            origin)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  static List<RequestEntity> overdue(Instant now, int most) {
    return find("state in ('unconfirmed', 'open') and expires_at <= ?1 order by number", now)
        .page(0, most)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  /** Requests of one origin whose time ends before {@code end}, locked. */
  static List<RequestEntity> ending(String origin, Instant end, int most) {
    return find(
            "origin = ?1 and state in ('unconfirmed', 'open') and expires_at <= ?2 order by number",
            origin,
            end)
        .page(0, most)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  State state(Instant now) {
    State kept = State.of(state);
    return kept.waits() && !expires_at.isAfter(now) ? State.LAPSED : kept;
  }

  Bytes id() {
    return Bytes.of(request);
  }

  ChainId chainId() {
    return new ChainId(Bytes.of(chain));
  }

  UserId user() {
    return new UserId(Bytes.of(user_id));
  }

  UserId filedBy() {
    return new UserId(Bytes.of(filed_by));
  }

  Optional<Hash> link() {
    return Optional.ofNullable(link).map(Bytes::of).map(Hash::new);
  }
}
