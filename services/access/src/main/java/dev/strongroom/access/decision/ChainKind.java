package dev.strongroom.access.decision;

import java.util.Locale;

/** What a chain is of. */
public enum ChainKind {
  GROUP,
  ROOM;

  /** As rows, requests and the directory log name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ChainKind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
