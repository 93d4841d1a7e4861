package dev.strongroom.identity.person;

import dev.strongroom.identity.log.Log;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A person's keys over time, without anything that opens them. */
@ApplicationScoped
public class History {
  private final Log log;

  @Inject
  History(Log log) {
    this.log = log;
  }

  /**
   * @param cause {@code FIRST}, {@code ROTATION}, {@code RESET}, …
   * @param logIndex where the directory log has it
   * @param fingerprint to compare, eight groups of four
   */
  @Schema(description = "A generation of somebody's keys")
  public record Generation(
      long generation, String hash, String cause, Instant at, long logIndex, String fingerprint) {}

  /**
   * @param name {@code passphrase}, {@code recovery}, or a device's id
   */
  @Schema(description = "A key slot, without what it seals and what its owner calls it")
  public record Slot(String name, String type, Instant changedAt) {}

  /** Oldest first. */
  @Transactional
  public List<Generation> generations(UserId user) {
    return IdentityEntity.of(user.value()).stream().map(this::generation).toList();
  }

  private Generation generation(IdentityEntity row) {
    Hash hash = new Hash(Bytes.of(row.hash));
    return new Generation(
        row.generation,
        hash.toString(),
        Identity.decode(row.statement()).body().cause().name(),
        row.published_at,
        log.indexesOf(List.of(hash)).getFirst(),
        Fingerprint.of(hash).text());
  }

  @Transactional
  public List<Slot> slots(UserId user) {
    return SlotEntity.ofUser(user).stream()
        .map(slot -> new Slot(slot.slot_name, slot.slot_type, slot.changed_at))
        .toList();
  }
}
