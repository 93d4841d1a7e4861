package dev.strongroom.sdk.people;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityLine;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.List;

/**
 * A person as this client knows him: verified keys, and what he claims of himself.
 *
 * @param chain verified identities
 * @param newest the identity that he has for this client: the newest that the pinned one stands
 *     for; without a pin the newest of his main line, whatever resets there are
 * @param claimedName what he committed to; empty where the body was erased
 * @param claimedEmail likewise
 * @param provider alias of the sign-on that he comes from
 * @param trust what this client's user has confirmed of it
 * @param verified whether his fingerprint was compared by other means, and that still holds
 * @param told whether this client's user has been told of the newest identity
 */
public record Person(
    IdentityChain chain,
    Signed<Identity> newest,
    String claimedName,
    String claimedEmail,
    String provider,
    Trust trust,
    boolean verified,
    boolean told) {
  /** How the newest identity stands to the confirmed one. */
  public enum Trust {
    /** Never pinned. */
    UNKNOWN,
    /** The one that was confirmed. */
    CONFIRMED,
    /** Follows on it by routine rotations. */
    ROTATED,
    /** Follows on it, with a rotation for compromise in between: confirmed anew, always. */
    COMPROMISED,
    /**
     * A reset was confirmed, and the earlier key has made it void since: confirmed anew, always.
     */
    RESET_VOID
  }

  /** Where a generation stands. */
  public enum Standing {
    /** Signs, and is wrapped to. */
    CURRENT,
    /** A later one has taken its place. */
    REPLACED,
    /** A reset that replaces nothing until somebody confirms it. */
    RESET_WAITING,
    /** A reset that the earlier key has made void. */
    RESET_VOID
  }

  /** One generation of the history. */
  public record Generation(Signed<Identity> statement, Standing standing) {
    public Fingerprint fingerprint() {
      return Fingerprint.of(statement.hash());
    }
  }

  public UserId user() {
    return chain.user();
  }

  /** Whether he was pinned before. */
  public boolean known() {
    return trust != Trust.UNKNOWN;
  }

  public Fingerprint fingerprint() {
    return Fingerprint.of(newest.hash());
  }

  /** Resets that wait beside his keys: made by him, or by somebody who can sign in as him. */
  public List<IdentityLine> waitingResets() {
    return chain.pendingResets().stream().filter(line -> !line.equals(own())).toList();
  }

  private IdentityLine own() {
    return chain.lineOf(newest.hash()).orElseThrow();
  }

  /** All generations that there ever were, the main line first, then each reset's. */
  public List<Generation> history() {
    List<Generation> history = new ArrayList<>();
    add(history, chain.main());
    chain.resets().forEach(line -> add(history, line));
    return history;
  }

  private void add(List<Generation> history, IdentityLine line) {
    for (Signed<Identity> statement : line.generations()) {
      history.add(new Generation(statement, standing(line, statement.hash())));
    }
  }

  private Standing standing(IdentityLine line, Hash hash) {
    if (line.isVoid()) {
      return Standing.RESET_VOID;
    }
    if (!hash.equals(line.newest().hash())) {
      return Standing.REPLACED;
    }
    boolean waits = !line.equals(own()) && !line.equals(chain.main());
    return waits
        ? Standing.RESET_WAITING
        : line.equals(own()) ? Standing.CURRENT : Standing.REPLACED;
  }
}
