package dev.strongroom.cli;

import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.recovery.RecoveryCeremony;
import dev.strongroom.sdk.slot.KeyWork;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom org recovery}. */
@Command(
    name = "recovery",
    description = "The organisation's recovery key.",
    mixinStandardHelpOptions = true,
    subcommands = {
      OrgRecoveryCommand.Enable.class,
      OrgRecoveryCommand.Disable.class,
      OrgRecoveryCommand.Drill.class
    })
final class OrgRecoveryCommand {
  private OrgRecoveryCommand() {}

  /** {@code strongroom org recovery enable}. */
  @Command(
      name = "enable",
      description =
          "Makes a recovery key on this machine, and a policy that names it. Keep the file and its"
              + " passphrase away from this machine, and from each other.")
  static final class Enable extends Action {
    @Option(names = "--key", required = true, description = "File for the secret half.")
    Path key = Path.of("recovery-key");

    @Option(names = "--key-passphrase-file", description = "Passphrase that seals the file.")
    @Nullable Path keyPassphraseFile;

    @Option(names = "--root-passphrase-file", description = "Passphrase of the root key.")
    @Nullable Path rootPassphraseFile;

    @Override
    int act() throws Exception {
      RecoveryCeremony ceremony =
          new RecoveryCeremony(new Enrolment(environment().config()).keyWork());
      note("The recovery key's passphrase:");
      try (SecretBytes keyPassphrase = passphrase(keyPassphraseFile, true)) {
        note("The root key's passphrase:");
        try (SecretBytes root = passphrase(rootPassphraseFile, false)) {
          Fingerprint made = ceremony.enable(key, keyPassphrase, root);
          result(
              Map.of("recoveryKey", made.text(), "file", key.toString()),
              "The policy names this recovery key, which each user confirms for himself:\n  "
                  + made
                  + "\nMove the file to where no server and no network is: "
                  + key);
          return Exit.OK;
        }
      }
    }
  }

  /** {@code strongroom org recovery disable}. */
  @Command(
      name = "disable",
      description =
          "Publishes a policy without a recovery key. Slots stay until users delete them.")
  static final class Disable extends Action {
    @Option(names = "--root-passphrase-file", description = "Passphrase of the root key.")
    @Nullable Path rootPassphraseFile;

    @Override
    int act() throws Exception {
      try (SecretBytes root = passphrase(rootPassphraseFile, false)) {
        new RecoveryCeremony(new Enrolment(environment().config()).keyWork()).disable(root);
      }
      result(Map.of("recoveryKey", ""), "The policy names no recovery key any more.");
      return Exit.OK;
    }
  }

  /** {@code strongroom org recovery drill}. */
  @Command(
      name = "drill",
      description =
          "Tests that the recovery key opens a slot made for the drill; with --user, that it opens"
              + " that user's. Changes nothing.")
  static final class Drill extends Action {
    @Option(names = "--key", required = true, description = "File with the secret half.")
    Path key = Path.of("recovery-key");

    @Option(names = "--key-passphrase-file", description = "Passphrase that opens the file.")
    @Nullable Path keyPassphraseFile;

    @Option(
        names = "--user",
        description = "User name or e-mail, exactly. He is told at his next unlock.")
    @Nullable String user;

    @Override
    int act() throws Exception {
      KeyWork work = new Enrolment(environment().config()).keyWork();
      RecoveryCeremony ceremony = new RecoveryCeremony(work);
      try (SecretBytes passphrase = passphrase(keyPassphraseFile, false)) {
        ceremony.drill(key, passphrase);
        if (user != null) {
          ceremony.drill(key, passphrase, work.people().named(user));
        }
      }
      result(
          Map.of("opens", true),
          user == null
              ? "The recovery key opens what is sealed to it."
              : "The recovery key opens the slot of " + Printable.line(user) + ".");
      return Exit.OK;
    }
  }

  /** {@code strongroom org recover}. */
  @Command(
      name = "recover",
      description =
          "Gives a user who lost everything a new kit and a passphrase to begin with. Be sure who"
              + " asks: whoever gets both has that user's keys.")
  static final class Recover extends Action {
    @Parameters(paramLabel = "USER", description = "User name or e-mail, exactly.")
    String user = "";

    @Option(names = "--key", required = true, description = "File with the secret half.")
    Path key = Path.of("recovery-key");

    @Option(names = "--key-passphrase-file", description = "Passphrase that opens the file.")
    @Nullable Path keyPassphraseFile;

    @Option(names = "--passphrase-file", description = "Passphrase that the user begins with.")
    @Nullable Path passphraseFile;

    @Option(names = "--kit", required = true, description = "Where his new kit is written.")
    Path kit = Path.of("kit");

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      KeyWork work = new Enrolment(environment().config()).keyWork();
      Person person = work.people().named(user);
      note(describe(person));
      if (!yes && !confirm("Is it this person who asks, and are you sure of it?")) {
        throw new LockedException("Not confirmed, so nothing was opened.");
      }
      note("The recovery key's passphrase:");
      try (SecretBytes keyPassphrase = passphrase(keyPassphraseFile, false)) {
        note("The passphrase that the user begins with:");
        try (SecretBytes fresh = passphrase(passphraseFile, true)) {
          new RecoveryCeremony(work).recover(key, keyPassphrase, person, fresh, kit);
        }
      }
      result(
          Map.of("user", person.user().toString(), "kit", kit.toString()),
          "Hand over the kit and the passphrase by two ways. The user runs strongroom enrol"
              + " --from-kit, and then strongroom identity rotate --compromised: his keys were in"
              + " your hands.");
      return Exit.OK;
    }
  }
}
