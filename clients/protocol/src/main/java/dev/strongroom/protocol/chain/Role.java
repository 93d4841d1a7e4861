package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.json.JsonObject;
import java.util.Locale;

/**
 * A role in a room, from the least to the most. Where somebody holds several, the highest counts.
 */
public enum Role {
  /** Sends files in, reads none. */
  DEPOSITOR,
  VIEWER,
  EDITOR,
  MANAGER;

  public boolean reads() {
    return this != DEPOSITOR;
  }

  public boolean writes() {
    return compareTo(EDITOR) >= 0;
  }

  public boolean manages() {
    return this == MANAGER;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Role parse(String text) {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw JsonObject.malformed("not a role of a room");
  }
}
