package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Freshness;
import dev.strongroom.sdk.slot.KeyWork;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code strongroom org show}. */
@Command(
    name = "show",
    description =
        "Shows the organisation's root, how this client came to know it, and how far it knows the"
            + " directory's log.")
final class OrgShowCommand extends Action {
  @Override
  int act() throws Exception {
    KeyWork work = new Enrolment(environment().config()).keyWork();
    Fingerprint root = Fingerprint.of(work.membership().organisation().value());
    String source =
        work.roots()
            .source(work.membership().organisation())
            .name()
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    long policy = work.policy().body().header().sequence() + 1;
    Freshness freshness = Freshness.of(work);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("root", root.text());
    json.put("rootFrom", source);
    json.put("policy", policy);
    json.put("log", LogLines.json(freshness));
    result(
        json,
        Printable.row(
                "  root        %s%n  known from  %s%n  policy      %d%n", root, source, policy)
            + LogLines.text(freshness));
    return Exit.OK;
  }
}
