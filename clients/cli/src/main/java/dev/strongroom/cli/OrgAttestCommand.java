package dev.strongroom.cli;

import dev.strongroom.protocol.attestation.Attestation;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.attestation.Attester;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.slot.KeyWork;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom org attest}. */
@Command(
    name = "attest",
    description =
        "Signs that a key is the person whose name and e-mail it claims. For those whom the policy"
            + " names attesters.")
final class OrgAttestCommand extends Action {
  @Parameters(paramLabel = "PERSON", description = "User name or e-mail, exactly.")
  String person = "";

  @Option(names = "--how", required = true, description = "How you checked: passport seen, say.")
  String how = "";

  @Option(names = "--until", required = true, description = "Day on which it ends, 2027-12-31.")
  LocalDate until = LocalDate.EPOCH;

  @Option(
      names = "--expect-fingerprint",
      description = "As the person read it to you, from his own machine; then nothing is asked.")
  @Nullable String fingerprint;

  @Override
  int act() throws Exception {
    KeyWork work = new Enrolment(environment().config()).keyWork();
    Person found = work.people().named(person);
    Optional<Fingerprint> expected = Optional.ofNullable(fingerprint).map(Fingerprint::parse);
    note(describe(found));
    if (expected.isEmpty() && !confirm("Is this the person, and have you compared the key?")) {
      throw new LockedException("Not confirmed, so nothing was signed.");
    }
    Person confirmed = work.people().pin(found, person, expected);
    Signed<Attestation> signed =
        new Attester(work).attest(confirmed, how, until.atStartOfDay().toInstant(ZoneOffset.UTC));
    result(
        Map.of("person", confirmed.user().toString(), "attestation", signed.hash().toString()),
        "Attested until " + until + ": " + Printable.line(confirmed.claimedName()));
    return Exit.OK;
  }
}
