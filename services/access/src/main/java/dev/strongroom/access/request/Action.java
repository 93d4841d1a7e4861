package dev.strongroom.access.request;

import java.util.Locale;

/** What is asked for. */
enum Action {
  ADD,
  REMOVE,
  ROLE;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Action of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
