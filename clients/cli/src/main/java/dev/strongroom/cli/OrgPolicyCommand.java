package dev.strongroom.cli;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.RecoverySlot;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.organisation.RootKey;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.slot.KeyWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom org policy}. */
@Command(
    name = "policy",
    description = "The organisation's policy, which its root key signs.",
    mixinStandardHelpOptions = true,
    subcommands = {OrgPolicyCommand.Show.class, OrgPolicyCommand.SetTerms.class})
final class OrgPolicyCommand {
  private OrgPolicyCommand() {}

  /** {@code strongroom org policy show}. */
  @Command(name = "show", description = "Shows the newest policy, verified.")
  static final class Show extends Action {
    @Override
    int act() throws Exception {
      Policy policy = new Enrolment(environment().config()).keyWork().policy().body();
      result(json(policy), text(policy));
      return Exit.OK;
    }
  }

  private static String recoveryKey(Policy policy) {
    return policy
        .recoveryKey()
        .map(key -> Fingerprint.of(RecoverySlot.keyHash(key)).text())
        .orElse("");
  }

  private static List<String> attesters(Policy policy) {
    return policy.attesters().stream().map(hash -> Fingerprint.of(hash).text()).toList();
  }

  private static Map<String, Object> json(Policy policy) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", policy.header().sequence());
    json.put("root", Fingerprint.of(policy.header().organisation().value()).text());
    json.put("providers", policy.providers());
    json.put("logKeys", policy.logKeys().stream().map(NoteKey::toString).toList());
    json.put("recoveryKey", recoveryKey(policy));
    json.put("attesters", attesters(policy));
    json.put("limits", policy.limits());
    return json;
  }

  private static String text(Policy policy) {
    StringBuilder text = new StringBuilder();
    line(text, "number", String.valueOf(policy.header().sequence() + 1));
    line(text, "root", Fingerprint.of(policy.header().organisation().value()).text());
    policy.providers().forEach((alias, issuer) -> line(text, "sign-on", alias + " " + issuer));
    policy.logKeys().forEach(key -> line(text, "log key", key.toString()));
    line(text, "recovery", recoveryKey(policy).isEmpty() ? "no key" : recoveryKey(policy));
    attesters(policy).forEach(attester -> line(text, "attester", attester));
    policy.limits().forEach((name, value) -> line(text, "limit", name + " " + value));
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(Printable.row("%-10s %s%n", name, value));
  }

  /** {@code strongroom org policy set}. */
  @Command(
      name = "set",
      description = "Signs and publishes a policy, on the machine that has the root key.")
  static final class SetTerms extends Action {
    @Option(
        names = "--attester",
        description = "Names a person an attester: user name or e-mail, exactly.")
    List<String> attesters = List.of();

    @Option(names = "--no-attester", description = "Names that person no longer.")
    List<String> noAttesters = List.of();

    @Option(
        names = "--limit",
        description = "Sets what clients keep to, NAME=NUMBER; confirmRotations=1, say.")
    Map<String, Long> limits = Map.of();

    @Option(names = "--yes", description = "Do not ask about attesters.")
    boolean yes;

    @Option(names = "--root-passphrase-file", description = "Passphrase of the root key.")
    @Nullable Path rootPassphraseFile;

    @Override
    int act() throws Exception {
      KeyWork work = new Enrolment(environment().config()).keyWork();
      Policy before = work.policy().body();
      List<Hash> named = new ArrayList<>(before.attesters());
      for (String name : noAttesters) {
        Person person = work.people().named(name);
        named.removeIf(hash -> person.chain().byHash(hash).isPresent());
      }
      for (String name : attesters) {
        named.add(confirmed(work.people().named(name)));
      }
      Map<String, Long> all = new LinkedHashMap<>(before.limits());
      all.putAll(limits);
      try (SecretBytes root = passphrase(rootPassphraseFile, false)) {
        Signed<Policy> next =
            new RootKey(work)
                .publish(
                    root,
                    terms ->
                        terms.withAttesters(named.stream().distinct().toList()).withLimits(all));
        result(json(next.body()), text(next.body()));
        return Exit.OK;
      }
    }

    private Hash confirmed(Person person) {
      note(describe(person));
      if (!yes && !confirm("Is this the person who may attest others?")) {
        throw new LockedException("Not confirmed, so the policy was not changed.");
      }
      return person.newest().hash();
    }
  }
}
