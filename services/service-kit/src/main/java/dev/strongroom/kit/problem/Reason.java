package dev.strongroom.kit.problem;

import java.util.Locale;

/** Every reason that a service gives, with its status. Documented in docs/problems.md. */
public enum Reason {
  MALFORMED(400, false),
  UNAUTHENTICATED(401, false),
  FORBIDDEN(403, false),
  NOT_FOUND(404, false),
  CONFLICT(409, false),
  /** Another client was first: fetch what is new and try again. */
  STALE_HEAD(409, true),
  /** What was asked for is too old to be proved. */
  GONE(410, false),
  BODY_TOO_LARGE(413, false),
  /** The room takes as much of the store as it may. */
  QUOTA_EXCEEDED(413, false),
  /** A statement that does not verify, or that its author may not make. */
  STATEMENT_REFUSED(422, false),
  /** Lines of a batch that cannot be done; {@code lines} says which, and nothing was. */
  LINES_REFUSED(422, false),
  /** The room's keys have to be renewed before it is written to. */
  EPOCH_STALE(409, true),
  INTERNAL(500, true),
  /** The database, the broker, the store, the sign-on or a sibling is away. */
  UNAVAILABLE(503, true);

  private final int status;
  private final boolean retryable;

  Reason(int status, boolean retryable) {
    this.status = status;
    this.retryable = retryable;
  }

  public int status() {
    return status;
  }

  public boolean retryable() {
    return retryable;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
