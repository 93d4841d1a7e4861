package dev.strongroom.sdk.signin;

import java.time.Instant;

/**
 * What the sign-on gave.
 *
 * @param access for requests; a few minutes
 * @param refresh to get the next one; used once
 * @param expires of the access token
 */
public record Tokens(String access, String refresh, Instant expires) {
  /** Never shows the tokens. */
  @Override
  public String toString() {
    return "Tokens[expires " + expires + "]";
  }
}
