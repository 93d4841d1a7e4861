package dev.strongroom.identity.account;

import java.util.Locale;

/** What the sign-on makes of a person. */
public enum PersonState {
  ACTIVE,
  /** May not sign in, for now. */
  DISABLED,
  /** Is no longer there. His keys and what he signed stay, for what they prove. */
  DELETED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
