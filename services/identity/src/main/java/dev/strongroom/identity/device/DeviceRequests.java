package dev.strongroom.identity.device;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.identity.person.People;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Requests of new devices. This service can neither open an answer nor make one that the new device
 * takes; it only carries both.
 */
@ApplicationScoped
class DeviceRequests {
  static final Duration LIFE = Duration.ofMinutes(15);
  static final int MAX_PENDING = 8;

  private final People people;
  private final Outbox outbox;
  private final Clock clock = Clock.systemUTC();

  @Inject
  DeviceRequests(People people, Outbox outbox) {
    this.people = people;
    this.outbox = outbox;
  }

  @Transactional
  void ask(UserId user, DeviceId device, KemPublicKey key, String label) {
    expire();
    byte[] id = user.value().toArray();
    if (!people.hasKeys(user)) {
      throw new Problem(Reason.CONFLICT, "There are no keys yet that a device could be given.");
    }
    if (DeviceRequestEntity.one(id, device.value().toArray()).isPresent()) {
      throw new Problem(Reason.CONFLICT, "This device has asked already.");
    }
    if (DeviceRequestEntity.of(id).size() >= MAX_PENDING) {
      throw new Problem(
          Reason.CONFLICT, "More devices wait already than may; requests end by themselves.");
    }
    DeviceRequestEntity row = new DeviceRequestEntity();
    row.user_id = id;
    row.device_id = device.value().toArray();
    row.kem_key = key.value().toArray();
    row.label = label;
    row.created_at = clock.instant();
    row.expires_at = row.created_at.plus(LIFE);
    row.persistAndFlush();
    outbox.append(
        new DomainEvent.DeviceRequested(user.toString(), user.toString(), device.toString()));
  }

  @Transactional
  List<DeviceRequestEntity> pending(UserId user) {
    expire();
    return DeviceRequestEntity.of(user.value().toArray());
  }

  /** Keeps the answer of a device that has the keys; there is one for each request. */
  @Transactional
  void approve(UserId user, DeviceId device, Bytes approval) {
    DeviceRequestEntity row = require(user, device);
    DeviceApproval decoded = DeviceApproval.decode(approval);
    if (!decoded.user().equals(user)) {
      throw new Problem(Reason.STATEMENT_REFUSED, "The approval is somebody else's.");
    }
    if (row.approval != null) {
      throw new Problem(Reason.CONFLICT, "This device has its answer already.");
    }
    row.approval = approval.toArray();
    outbox.append(
        new DomainEvent.DeviceApproved(user.toString(), user.toString(), device.toString()));
  }

  /** Hands the answer over, once; then the request is gone. */
  @Transactional
  Optional<Bytes> collect(UserId user, DeviceId device) {
    DeviceRequestEntity row = require(user, device);
    Optional<Bytes> approval = Optional.ofNullable(row.approval).map(Bytes::of);
    approval.ifPresent(_ -> row.delete());
    return approval;
  }

  @Transactional
  void withdraw(UserId user, DeviceId device) {
    require(user, device).delete();
  }

  private DeviceRequestEntity require(UserId user, DeviceId device) {
    expire();
    return DeviceRequestEntity.one(user.value().toArray(), device.value().toArray())
        .orElseThrow(Problem::notFound);
  }

  private void expire() {
    DeviceRequestEntity.deleteExpired(clock.instant());
  }
}
