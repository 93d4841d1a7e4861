package dev.strongroom.identity.notification;

import dev.strongroom.protocol.UserId;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Sends a message by e-mail. */
@ApplicationScoped
class Mails {
  private static final Pattern ADDRESS = Pattern.compile(NotificationConfig.ADDRESS);

  private final Mailer mailer;
  private final NotificationConfig config;
  private final EntityManager database;

  @Inject
  Mails(Mailer mailer, NotificationConfig config, EntityManager database) {
    this.mailer = mailer;
    this.config = config;
    this.database = database;
  }

  /**
   * @throws RuntimeException if the server does not take it
   */
  void send(Recipient recipient, Kind kind, UUID message) {
    List<String> to = addresses(recipient);
    if (to.isEmpty() || config.mail().isEmpty()) {
      return;
    }
    Texts.Text text = Texts.of(kind, config.language(), config.consoleUrl());
    for (String address : to) {
      mailer.send(
          Mail.withText(address, text.subject(), text.body())
              .addHeader("Auto-Submitted", "auto-generated")
              .addHeader("X-Strongroom-Message", message.toString()));
    }
  }

  /** Nobody's where the sign-on knows none, or lets the person in no longer. */
  private List<String> addresses(Recipient recipient) {
    return switch (recipient) {
      case Recipient.Person(UserId user) -> addressOf(user);
      case Recipient.Administrator(String address) ->
          Recipient.administrators(config).contains(recipient) ? List.of(address) : List.of();
      case Recipient.Webhook() -> List.of();
    };
  }

  private List<String> addressOf(UserId user) {
    List<?> found =
        database
            .createNativeQuery("SELECT email FROM person WHERE user_id = ?1 AND state = 'active'")
            .setParameter(1, user.value().toArray())
            .getResultList();
    return found.stream()
        .map(String.class::cast)
        .filter(address -> ADDRESS.matcher(address).matches())
        .toList();
  }
}
