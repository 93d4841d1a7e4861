package dev.strongroom.events;

import java.util.Locale;

/** One topic for each service that publishes. */
public enum Topic {
  IDENTITY,
  ACCESS,
  STORAGE;

  /** The name without the installation's prefix. */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT) + ".v1";
  }

  /** The CloudEvents source. */
  public String source() {
    return "/" + name().toLowerCase(Locale.ROOT);
  }
}
