package dev.strongroom.access.decision;

/**
 * What is taken away before anybody has signed it: while a request for a removal is open, this
 * service releases nothing more to that person of that group or room; and nothing at all to whom
 * the sign-on has disabled or has no longer.
 */
public final class Cuts {
  private Cuts() {}

  /** Whether {@code user} is cut off from {@code chain}; both are expressions in SQL. */
  public static String cut(String user, String chain) {
    return "(EXISTS (SELECT 1 FROM access_request cut WHERE cut.user_id = "
        + user
        + " AND cut.chain = "
        + chain
        + " AND cut.cuts AND cut.expires_at > now())"
        + " OR EXISTS (SELECT 1 FROM person_standing standing WHERE standing.user_id = "
        + user
        + " AND standing.state <> 'active'))";
  }
}
