package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.people.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A person's generations, for a person and as JSON. */
final class Histories {
  private Histories() {}

  static String text(Person person) {
    StringBuilder text = new StringBuilder("  history");
    for (Person.Generation generation : person.history()) {
      text.append(
          Printable.row(
              "%n    %d  %-10s  %s  %s  %s",
              generation.statement().body().generation(),
              cause(generation),
              generation.statement().body().header().time(),
              generation.fingerprint(),
              standing(generation)));
    }
    return text.toString();
  }

  private static String cause(Person.Generation generation) {
    return generation.statement().body().cause().name().toLowerCase(Locale.ROOT);
  }

  private static String standing(Person.Generation generation) {
    return switch (generation.standing()) {
      case CURRENT -> "current";
      case REPLACED -> "replaced";
      case RESET_WAITING -> "waits: replaces nothing until it is confirmed";
      case RESET_VOID -> "void: the earlier key has gone on";
    };
  }

  static List<Map<String, Object>> json(Person person) {
    return person.history().stream().map(Histories::json).toList();
  }

  private static Map<String, Object> json(Person.Generation generation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("generation", generation.statement().body().generation());
    json.put("cause", cause(generation));
    json.put("time", generation.statement().body().header().time().toString());
    json.put("fingerprint", generation.fingerprint().text());
    json.put("standing", generation.standing().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return json;
  }

  /** A fingerprint that may come as one text or as words. */
  static Fingerprint parse(List<String> typed) {
    return Fingerprint.parse(String.join(" ", typed));
  }
}
