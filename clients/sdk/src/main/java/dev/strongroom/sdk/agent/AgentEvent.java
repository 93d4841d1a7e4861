package dev.strongroom.sdk.agent;

import dev.strongroom.protocol.ChainId;

/**
 * Something that the agent did, or leaves to a hand.
 *
 * @param kind what it was
 * @param chain which room or group
 * @param detail for a person; of what others wrote it may hold anything
 */
public record AgentEvent(Kind kind, ChainId chain, String detail) {
  /** What an agent does. */
  public enum Kind {
    /** Keys were due and are renewed. */
    REKEYED,
    /** Node keys were wrapped anew. */
    REWRAPPED,
    /** Old epochs were retired. */
    RETIRED,
    /** Commits of somebody whose writing had ended were verified and signed over. */
    SETTLED,
    /** Commits were repeated, and follow. */
    REPEATED,
    /** Deposits were adopted. */
    ADOPTED,
    /** A proposal was signed, as a rule says. */
    SIGNED,
    /** Something waits for a hand. */
    WAITING,
    /** Something does not verify, or failed; the agent goes on with the rest. */
    TROUBLE
  }
}
