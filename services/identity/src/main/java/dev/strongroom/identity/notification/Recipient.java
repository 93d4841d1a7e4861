package dev.strongroom.identity.notification;

import dev.strongroom.protocol.UserId;

/** Whom a message goes to. */
sealed interface Recipient {
  /** Somebody, at the address that the sign-on has of him when it is sent. */
  record Person(UserId user) implements Recipient {}

  /** The addresses that are configured. */
  record Administrators() implements Recipient {}

  /** The webhook that is configured. */
  record Webhook() implements Recipient {}

  default String text() {
    return switch (this) {
      case Person(UserId user) -> "user:" + user;
      case Administrators() -> "administrators";
      case Webhook() -> "webhook";
    };
  }

  static Recipient parse(String text) {
    return switch (text) {
      case "administrators" -> new Administrators();
      case "webhook" -> new Webhook();
      default -> new Person(UserId.parse(text.substring("user:".length())));
    };
  }
}
