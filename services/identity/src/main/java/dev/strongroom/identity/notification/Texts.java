package dev.strongroom.identity.notification;

import java.net.URI;
import java.util.Optional;

/** What mails say: that something waits, and where to look. No name, no reason, no content. */
final class Texts {
  private Texts() {}

  /** A mail's words. */
  record Text(String subject, String body) {}

  static Text of(Kind kind, String language, Optional<URI> console) {
    return language.equals("de") ? german(kind, console) : english(kind, console);
  }

  private static Text english(Kind kind, Optional<URI> console) {
    String what =
        switch (kind) {
          case REQUESTS -> "Somebody's request waits for your answer as a manager.";
          case KEYS ->
              "A device asks for your keys, or your keys have changed. If that was not you, tell"
                  + " your administrator now.";
          case RECOVERY ->
              "Your recovery slot was opened by an administrator. If you do not know why, ask.";
          case ATTENTION -> "Something waits for an administrator.";
        };
    return new Text(
        "Strongroom: something waits for you",
        what
            + "\n\n"
            + console
                .map(url -> "See what it is: " + url)
                .orElse("See what it is in your organisation's console.")
            + "\n\nThis message says no more on purpose. Answer requests in your Strongroom client:"
            + "\n  strongroom proposals list\n");
  }

  private static Text german(Kind kind, Optional<URI> console) {
    String what =
        switch (kind) {
          case REQUESTS -> "Eine Anfrage wartet auf Ihre Antwort als Manager.";
          case KEYS ->
              "Ein Gerät bittet um Ihre Schlüssel, oder Ihre Schlüssel haben sich geändert. Waren"
                  + " Sie das nicht, sagen Sie es sofort Ihrer Administration.";
          case RECOVERY ->
              "Ihr Wiederherstellungsschlüssel wurde von der Administration geöffnet. Wissen Sie"
                  + " nicht, warum, fragen Sie nach.";
          case ATTENTION -> "Etwas wartet auf die Administration.";
        };
    return new Text(
        "Strongroom: Etwas wartet auf Sie",
        what
            + "\n\n"
            + console
                .map(url -> "Hier sehen Sie, was: " + url)
                .orElse("Was, sehen Sie in der Konsole Ihrer Organisation.")
            + "\n\nMehr steht hier mit Absicht nicht. Anfragen beantworten Sie mit Strongroom:"
            + "\n  strongroom proposals list\n");
  }
}
