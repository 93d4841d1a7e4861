package dev.strongroom.kit.problem;

import java.util.Map;

/**
 * A failure with a documented reason; becomes problem+json. The detail is for the caller and holds
 * no secret.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final transient Map<String, Object> members;

  public Problem(Reason reason, String detail) {
    this(reason, detail, Map.of());
  }

  /**
   * @param members that the answer has besides, as JSON; none has the name of another
   */
  public Problem(Reason reason, String detail, Map<String, Object> members) {
    super(detail);
    this.reason = reason;
    this.members = Map.copyOf(members);
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

  public Map<String, Object> members() {
    return members;
  }
}
