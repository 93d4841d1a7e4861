package dev.strongroom.sdk.server;

/** The server refused, or could not be asked. What it says decides nothing about what is true. */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1;

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

  public boolean isNotFound() {
    return status == 404;
  }
}
