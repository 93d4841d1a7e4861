package dev.strongroom.sdk.device;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;

/** How a client came to know its organisation's root. */
public enum RootSource {
  /** From a file that the company's software distribution put on this machine. */
  FILE,
  /** The organisation was founded here. */
  FOUNDED,
  /** Its fingerprint was typed or scanned, from an invitation. */
  FINGERPRINT,
  /** From the emergency kit and the key slot that it opened. */
  KIT,
  /** From a device that had the keys, which approved this one. */
  DEVICE,
  /** Shown by the server, and confirmed on the screen. */
  SCREEN;

  /**
   * Whether the root came by another way than the server's. Under one that did not, a client makes
   * no recovery slot, believes no attester and runs no agent (T65).
   */
  public boolean trusted() {
    return this != SCREEN;
  }

  /**
   * Requires a root that came by another way than the server's.
   *
   * @param what is not done under any other, to be told
   * @throws AuthenticationException {@link ErrorCode#ROOT}
   */
  public void requireTrusted(String what) {
    if (!trusted()) {
      throw new AuthenticationException(
          ErrorCode.ROOT,
          "the root was only confirmed on the screen, so "
              + what
              + ": give its fingerprint with strongroom login --root");
    }
  }
}
