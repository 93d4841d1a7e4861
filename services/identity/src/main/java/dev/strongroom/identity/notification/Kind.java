package dev.strongroom.identity.notification;

import java.util.Locale;

/** What a message is about; no more than that is ever said. */
enum Kind {
  /** Requests or proposals wait for a manager. */
  REQUESTS,
  /** A device asks for one's keys, or has them, or one's keys are new. */
  KEYS,
  /** An administrator opened one's recovery slot. */
  RECOVERY,
  /** Something needs an administrator. */
  ATTENTION;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Kind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
