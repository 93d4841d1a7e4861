package dev.strongroom.access.decision;

/**
 * What a request for a removal takes away before anybody has signed it: while it is open, this
 * service releases nothing more to that person of that group or room.
 */
final class Cuts {
  private Cuts() {}

  /** Whether {@code user} is cut off from {@code chain}; both are expressions in SQL. */
  static String cut(String user, String chain) {
    return "EXISTS (SELECT 1 FROM access_request cut WHERE cut.user_id = "
        + user
        + " AND cut.chain = "
        + chain
        + " AND cut.cuts AND cut.expires_at > now())";
  }
}
