package dev.strongroom.kit.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/**
 * Lets one transaction hold up the inbox of every instance. Who applies holds the lock with others,
 * who holds up holds it alone, both until their transaction ends.
 */
@ApplicationScoped
public class InboxPause {
  private static final int LOCK = 0x53744962;

  private final EntityManager database;

  @Inject
  InboxPause(EntityManager database) {
    this.database = database;
  }

  /** The inbox is held up. Events are not lost and not parked: they come when it is free. */
  static final class HeldUpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HeldUpException() {
      super("the inbox is held up");
    }
  }

  /**
   * Waits for what is being applied, and lets nothing more be applied until this transaction ends.
   */
  public void holdUntilTheEnd() {
    database
        .createNativeQuery("SELECT CAST(pg_advisory_xact_lock(?1, 0) AS text)", String.class)
        .setParameter(1, LOCK)
        .getSingleResult();
  }

  /**
   * To be called by who applies, in its transaction.
   *
   * @throws HeldUpException at once, if the inbox is held up: a transaction that waited would run
   *     out of its time
   */
  static void requireFree(EntityManager database) {
    boolean free =
        (boolean)
            database
                .createNativeQuery("SELECT pg_try_advisory_xact_lock_shared(?1, 0)", Boolean.class)
                .setParameter(1, LOCK)
                .getSingleResult();
    if (!free) {
      throw new HeldUpException();
    }
  }
}
