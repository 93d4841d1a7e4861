package dev.strongroom.cli;

/** Exit codes; documented in docs/cli.md. */
final class Exit {
  static final int OK = 0;
  static final int UNEXPECTED = 1;
  static final int USAGE = 2;

  /** Sign in, enrol, unlock or confirm first. */
  static final int LOCKED = 3;

  /** The server refused, or it is not there. */
  static final int REFUSED = 4;

  /** Something did not verify: nothing of it was kept. */
  static final int NOT_VERIFIED = 5;

  /** The server, the sign-on or the store is away. */
  static final int AWAY = 6;

  /** A local file: missing, there already, or the disk is full. */
  static final int LOCAL = 7;

  private Exit() {}
}
