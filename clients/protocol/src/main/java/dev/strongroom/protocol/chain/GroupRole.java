package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.json.JsonObject;
import java.util.Locale;

/** A role in a group. */
public enum GroupRole {
  MEMBER,
  MANAGER;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static GroupRole parse(String text) {
    for (GroupRole role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw JsonObject.malformed("not a role of a group");
  }
}
