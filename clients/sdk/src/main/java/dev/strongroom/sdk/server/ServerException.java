package dev.strongroom.sdk.server;

import java.util.Set;

/** The server refused, or could not be asked. What it says decides nothing about what is true. */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Statuses of an answer that is about what was asked, and does not change by itself. */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 405, 410, 413, 414, 415, 422);

  /** Status of a server that does not answer, or not with anything that can be understood. */
  public static final int AWAY = 0;

  private final int status;
  private final String reason;

  public ServerException(int status, String reason, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  /** An answer that no honest server of this version gives. */
  public static ServerException nonsense(String what) {
    return new ServerException(
        AWAY, "nonsense", "The server's answer makes no sense: " + what + ".");
  }

  public int status() {
    return status;
  }

  /** The problem's stable reason, as docs/problems.md lists it. */
  public String reason() {
    return reason;
  }

  public boolean isStale() {
    return reason.equals("stale-head");
  }

  /** Whether what was asked was refused for itself; not where it came too late, or may yet work. */
  public boolean isRefusal() {
    return REFUSALS.contains(status) && !isStale();
  }

  /** Whether nobody was there to answer, or said that it cannot just now. */
  public boolean isAway() {
    return status == AWAY || status == 503;
  }

  public boolean isNotFound() {
    return status == 404;
  }
}
