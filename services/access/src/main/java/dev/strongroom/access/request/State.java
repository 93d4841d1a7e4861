package dev.strongroom.access.request;

import java.util.Locale;

/** Where a request stands. */
enum State {
  /**
   * Against a chain's last manager, and without effect until a second administrator confirms it.
   */
  UNCONFIRMED,
  OPEN,
  /** A link did what was asked for. */
  FULFILLED,
  REJECTED,
  WITHDRAWN,
  LAPSED;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether it can still be answered. */
  boolean waits() {
    return this == UNCONFIRMED || this == OPEN;
  }
}
