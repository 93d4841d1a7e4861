package dev.strongroom.cli;

import dev.strongroom.protocol.attestation.Attestations.Worth;
import dev.strongroom.sdk.attestation.Attested;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What attesters say of somebody, for people and as JSON. */
final class Attestings {
  private Attestings() {}

  static String text(List<Attested> attested) {
    StringBuilder text = new StringBuilder();
    for (Attested one : attested) {
      text.append(System.lineSeparator())
          .append(
              Printable.row(
                  "  attested    by %s until %s: %s%s",
                  one.attesterName(), one.until(), one.how(), remark(one.worth())));
    }
    return text.toString();
  }

  private static String remark(Worth worth) {
    return switch (worth) {
      case GOOD -> "";
      case NO_ATTESTER -> " (does not count: the policy does not name the attester)";
      case LATE -> " (does not count: signed under a key that the attester had replaced)";
      case ATTESTER_COMPROMISED -> " (does not count: the attester gave up that key)";
      case OTHER_IDENTITY -> " (does not count: it is of other keys, or of another name)";
      case EXPIRED -> " (does not count: it is over)";
    };
  }

  static List<Map<String, Object>> json(List<Attested> attested) {
    return attested.stream()
        .map(one ->
            Map.<String, Object>of(
                "attester", one.attester().toString(),
                "name", one.attesterName(),
                "how", one.how(),
                "until", one.until().toString(),
                "worth", one.worth().name().toLowerCase(Locale.ROOT).replace('_', '-')))
        .toList();
  }
}
