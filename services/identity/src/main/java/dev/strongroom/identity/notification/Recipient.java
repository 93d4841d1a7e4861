package dev.strongroom.identity.notification;

import dev.strongroom.protocol.UserId;
import java.util.Arrays;
import java.util.List;

/** Whom a message goes to. */
sealed interface Recipient {
  String ADMINISTRATOR = "administrator:";

  /** Somebody, at the address that the sign-on has of him when it is sent. */
  record Person(UserId user) implements Recipient {}

  /** One of the addresses that are configured: what one server refuses goes to the others once. */
  record Administrator(String address) implements Recipient {}

  /** The webhook that is configured. */
  record Webhook() implements Recipient {}

  /** One for each address that is configured now. */
  static List<Recipient> administrators(NotificationConfig config) {
    return config.administrators().stream()
        .flatMap(list -> Arrays.stream(list.split(",", -1)))
        .<Recipient>map(Administrator::new)
        .toList();
  }

  default String text() {
    return switch (this) {
      case Person(UserId user) -> "user:" + user;
      case Administrator(String address) -> ADMINISTRATOR + address;
      case Webhook() -> "webhook";
    };
  }

  static Recipient parse(String text) {
    if (text.equals("webhook")) {
      return new Webhook();
    }
    return text.startsWith(ADMINISTRATOR)
        ? new Administrator(text.substring(ADMINISTRATOR.length()))
        : new Person(UserId.parse(text.substring("user:".length())));
  }
}
