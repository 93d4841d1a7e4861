package dev.strongroom.sdk.chain;

/**
 * A change of members that makes no sense as things stand: it was not signed, and nothing was
 * changed. The message says what to do instead.
 */
public final class MembershipException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What stands against it. */
  public enum Reason {
    /** Not in the group, or the room is not granted to that one. */
    NO_MEMBER,
    /** He has that role already. */
    NO_CHANGE,
    /** A group or room always has a manager. */
    LAST_MANAGER,
    /** Only a manager signs this. */
    NO_MANAGER,
    /** Somebody else's link came first in its place, and this one makes no sense after it. */
    OVERTAKEN,
    /** A request or proposal that was answered, taken back or has lapsed. */
    ANSWERED,
    /** Whoever is to be let in has made no keys yet. */
    KEYLESS,
    /** No link of this user's waits under that name. */
    NOT_OPEN
  }

  private final Reason reason;

  public MembershipException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** For a readmission of somebody who was not there. */
  public static MembershipException notThereBefore() {
    return new MembershipException(
        Reason.NO_MEMBER,
        "That person was not there before: add him instead. Nothing was changed.");
  }
}
