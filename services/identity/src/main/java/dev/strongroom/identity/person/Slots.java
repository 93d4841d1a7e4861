package dev.strongroom.identity.person;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.slot.DeviceSlot;
import dev.strongroom.protocol.slot.KeySlot;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotChange;
import dev.strongroom.protocol.statement.Signed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Key slots, as their owners sealed them; each belongs to one identity of its user's. Changed only
 * under a signature of that identity's key: whoever can merely sign in as a user must not shut him
 * out.
 */
@ApplicationScoped
class Slots {
  /** Slots of one identity; more are refused. */
  static final int MAX_SLOTS = 32;

  private static final String RECOVERY = "recovery";

  private final Generations generations;
  private final Outbox outbox;
  private final EntityManager database;
  private final Clock clock = Clock.systemUTC();

  @Inject
  Slots(Generations generations, Outbox outbox, EntityManager database) {
    this.generations = generations;
    this.outbox = outbox;
    this.database = database;
  }

  /**
   * A change that somebody asks for.
   *
   * @param before hash of the slot that is replaced or deleted
   * @param signature of the {@link SlotChange}
   */
  record Change(String name, Optional<Hash> before, Bytes signature) {}

  /** Keeps the first slot of a new identity. */
  void begin(Signed<Identity> identity, Bytes slot) {
    KeySlot decoded = KeySlot.decode(slot);
    if (!(decoded instanceof PassphraseSlot) || !isOf(decoded, identity.body())) {
      throw new Problem(Reason.STATEMENT_REFUSED, "The key slot is not for this identity.");
    }
    persist(identity.hash(), decoded, slot, "");
    tell(decoded, decoded.user().toString());
  }

  /** The slots of the user's main line, then those of resets beside it. */
  @Transactional
  List<SlotEntity> of(UserId user) {
    return Generations.live(generations.of(user)).stream()
        .flatMap(identity -> SlotEntity.of(identity).stream())
        .toList();
  }

  /**
   * One slot; that it was fetched is told, for it is what a thief would do. Of a recovery slot,
   * which its owner only looks at, it is kept when somebody else had it.
   */
  @Transactional
  Bytes fetch(UserId user, Optional<Hash> identity, String name) {
    SlotEntity slot = require(user, identity, name);
    if (!slot.slot_type.equals(RECOVERY)) {
      slot.used_at = clock.instant();
    }
    outbox.append(new DomainEvent.SlotsFetched(user.toString(), user.toString()));
    return Bytes.of(slot.slot);
  }

  /** For the recovery ceremony and its drill; its owner's clients tell him of it. */
  @Transactional
  SlotEntity fetchForRecovery(UserId user, String actor) {
    SlotEntity slot = require(user, Optional.empty(), RECOVERY);
    slot.used_at = clock.instant();
    outbox.append(new DomainEvent.RecoverySlotFetched(user.toString(), actor));
    return slot;
  }

  /**
   * A slot of one of the user's live identities.
   *
   * @param identity the newest of his main line where it is not given
   */
  SlotEntity require(UserId user, Optional<Hash> identity, String name) {
    return Generations.live(generations.of(user)).stream()
        .filter(live -> identity.map(live::equals).orElse(true))
        .findFirst()
        .flatMap(live -> SlotEntity.named(live, name))
        .orElseThrow(Problem::notFound);
  }

  /** Puts a slot, in the place of the one that the change names. Sent again, it changes nothing. */
  @Transactional
  SlotEntity put(UserId user, Change change, Bytes slot, String label, String actor) {
    lock(user);
    KeySlot decoded = KeySlot.decode(slot);
    SlotChange signed =
        new SlotChange(
            decoded.organisation(),
            user,
            change.name(),
            change.before(),
            Optional.of(decoded.hash()));
    Signed<Identity> identity = signer(user, signed, change.signature());
    if (!isOf(decoded, identity.body()) || !decoded.name().equals(change.name())) {
      throw new Problem(Reason.STATEMENT_REFUSED, "The key slot is not for this identity.");
    }
    Optional<SlotEntity> there = SlotEntity.named(identity.hash(), change.name());
    if (there.filter(t -> t.hash().equals(decoded.hash())).isPresent()) {
      return there.get();
    }
    requireBefore(change, there);
    if (there.isEmpty() && SlotEntity.of(identity.hash()).size() >= MAX_SLOTS) {
      throw new Problem(Reason.CONFLICT, "There are " + MAX_SLOTS + " key slots already.");
    }
    SlotEntity kept =
        there
            .map(t -> replace(t, slot))
            .orElseGet(() -> persist(identity.hash(), decoded, slot, label));
    tell(decoded, actor);
    if (there.isEmpty() && decoded instanceof DeviceSlot device) {
      outbox.append(
          new DomainEvent.DeviceAdded(user.toString(), actor, device.device().toString()));
    }
    return kept;
  }

  /** The ceremony's last step. */
  @Transactional
  SlotEntity recover(UserId user, Change change, Bytes slot, String actor) {
    SlotEntity kept = put(user, change, slot, "", actor);
    outbox.append(new DomainEvent.UserRecovered(user.toString(), actor));
    return kept;
  }

  /** Deletes a slot; the one under the passphrase stays, or nobody could open the keys again. */
  @Transactional
  void delete(UserId user, Optional<Hash> of, Change change) {
    lock(user);
    SlotEntity there = require(user, of, change.name());
    KeySlot slot = KeySlot.decode(Bytes.of(there.slot));
    if (slot instanceof PassphraseSlot) {
      throw new Problem(Reason.CONFLICT, "The passphrase's slot is replaced, and never deleted.");
    }
    requireBefore(change, Optional.of(there));
    SlotChange signed =
        new SlotChange(slot.organisation(), user, change.name(), change.before(), Optional.empty());
    if (!signer(user, signed, change.signature()).hash().value().equals(Bytes.of(there.identity))) {
      throw notSigned();
    }
    there.delete();
    tell(slot, user.toString());
    if (slot instanceof DeviceSlot device) {
      outbox.append(
          new DomainEvent.DeviceRemoved(
              user.toString(), user.toString(), device.device().toString()));
    }
  }

  private static boolean isOf(KeySlot slot, Identity identity) {
    return slot.user().equals(identity.user())
        && slot.generation() == identity.generation()
        && slot.organisation().equals(identity.header().organisation());
  }

  /** The identity of the user's whose key signed the change. */
  private Signed<Identity> signer(UserId user, SlotChange change, Bytes signature) {
    return Generations.live(generations.of(user)).stream()
        .map(hash -> IdentityEntity.<IdentityEntity>findById(hash.value().toArray()))
        .map(row -> Identity.decode(row.statement()))
        .filter(identity -> signedBy(identity, change, signature))
        .findFirst()
        .orElseThrow(Slots::notSigned);
  }

  private static boolean signedBy(Signed<Identity> identity, SlotChange change, Bytes signature) {
    try {
      change.verify(identity.body().signingKey(), signature);
      return true;
    } catch (AuthenticationException _) {
      return false;
    }
  }

  private static Problem notSigned() {
    return new Problem(
        Reason.STATEMENT_REFUSED,
        "STATEMENT: the change of a key slot is not signed with its owner's keys.");
  }

  private static void requireBefore(Change change, Optional<SlotEntity> there) {
    if (!change.before().equals(there.map(SlotEntity::hash))) {
      throw new Problem(Reason.STALE_HEAD, "The key slot was changed meanwhile: look again.");
    }
  }

  private void lock(UserId user) {
    if (database
        .createNativeQuery("SELECT 1 FROM person WHERE user_id = ?1 FOR UPDATE")
        .setParameter(1, user.value().toArray())
        .getResultList()
        .isEmpty()) {
      throw Problem.notFound();
    }
  }

  private SlotEntity persist(Hash identity, KeySlot decoded, Bytes slot, String label) {
    SlotEntity row = new SlotEntity();
    row.identity = identity.value().toArray();
    row.slot_name = decoded.name();
    row.slot_type = decoded.type();
    row.user_id = decoded.user().value().toArray();
    row.generation = decoded.generation();
    row.slot = slot.toArray();
    row.label = label;
    row.created_at = clock.instant();
    row.changed_at = row.created_at;
    row.persistAndFlush();
    return row;
  }

  private SlotEntity replace(SlotEntity there, Bytes slot) {
    there.slot = slot.toArray();
    there.changed_at = clock.instant();
    return there;
  }

  private void tell(KeySlot slot, String actor) {
    outbox.append(
        new DomainEvent.KeySlotsChanged(
            slot.user().toString(), actor, slot.generation(), List.of(slot.type())));
  }
}
