package dev.strongroom.sdk.device;

import dev.strongroom.protocol.policy.Policy;

/** What becomes of a contact whose key was changed by a routine rotation. */
public enum Strictness {
  /** It is told, and things go on: the earlier key has signed the new one. */
  WARN,
  /** Nothing is given to him until the change has been confirmed. */
  BLOCK;

  /** Name of the policy's limit that demands {@link #BLOCK} where it is not 0. */
  public static final String LIMIT = "confirmRotations";

  /** The stricter of what the policy demands and what this client is set to. */
  public static Strictness of(Policy policy, Strictness local) {
    return policy.limits().getOrDefault(LIMIT, 0L) == 0 ? local : BLOCK;
  }
}
