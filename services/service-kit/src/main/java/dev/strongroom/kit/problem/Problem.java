package dev.strongroom.kit.problem;

/**
 * A failure with a documented reason; becomes problem+json. The detail is for the caller and holds
 * no secret.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public Problem(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** The same for what does not exist and for what is somebody else's. */
  public static Problem notFound() {
    return new Problem(Reason.NOT_FOUND, "There is nothing here for you.");
  }

  public static Problem unavailable(String what) {
    return new Problem(
        Reason.UNAVAILABLE, what + " is away. Nothing was changed; try again in a moment.");
  }

  public Reason reason() {
    return reason;
  }
}
