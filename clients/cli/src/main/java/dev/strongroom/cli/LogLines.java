package dev.strongroom.cli;

import dev.strongroom.sdk.Freshness;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client knows of the directory's log, for people and as JSON. */
final class LogLines {
  private LogLines() {}

  static String text(Freshness freshness) {
    return Printable.row(
        "  log         %s%n  checkpoint  %d entries, asked for %s%n  root        %s%n  fresh       %s",
        freshness.origin(),
        freshness.size(),
        freshness.asked().truncatedTo(ChronoUnit.SECONDS),
        freshness.root(),
        freshness.witnessed()
            ? "witnessed"
            : "not proved: no witnesses, it rests on the log's own signature");
  }

  static Map<String, Object> json(Freshness freshness) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("origin", freshness.origin());
    json.put("size", freshness.size());
    json.put("root", freshness.root().toString());
    json.put("asked", freshness.asked().toString());
    json.put("witnessed", freshness.witnessed());
    return json;
  }
}
