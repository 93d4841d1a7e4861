package dev.strongroom.cli;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.sdk.DeviceEnrolment;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.signin.SignOn;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signing in and out, making keys, unlocking. */
final class SessionCommands {
  private static final Duration BETWEEN_ASKING = Duration.ofSeconds(2);

  private SessionCommands() {}

  /** {@code strongroom login}. */
  @Command(name = "login", description = "Signs in through the company's sign-on.")
  static final class Login extends Action {
    @Parameters(paramLabel = "SERVER", description = "Address of the server, https://…")
    URI server = URI.create("https://localhost");

    @Option(
        names = "--root",
        description = "The organisation's root fingerprint, from your invitation.")
    @Nullable String root;

    @Option(
        names = "--ask-again",
        description = "Has the sign-on ask who you are, also where your browser is signed in.")
    boolean askAgain;

    @Override
    int act() throws Exception {
      Enrolment enrolment = new Enrolment(environment().config());
      String name =
          enrolment.login(
              server,
              environment().browser(),
              askAgain ? SignOn.Asks.AGAIN : SignOn.Asks.IF_UNKNOWN);
      if (root != null) {
        requireRoot(enrolment.me().organisation(), root);
      }
      result(
          Map.of("server", server.toString(), "username", name),
          "Signed in as " + name + ". If that is not you: strongroom login SERVER --ask-again");
      return Exit.OK;
    }
  }

  /** {@code strongroom logout}. */
  @Command(name = "logout", description = "Signs out and locks.")
  static final class Logout extends Action {
    @Override
    int act() throws Exception {
      new Enrolment(environment().config()).logout();
      result(Map.of("signedIn", false), "Signed out.");
      return Exit.OK;
    }
  }

  /** {@code strongroom whoami}. */
  @Command(
      name = "whoami",
      description = "Shows who is signed in here, his key, and how far the directory is known.")
  static final class WhoAmI extends Action {
    @Mixin FingerprintForms forms = new FingerprintForms();

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person self = client.self();
        result(
            Map.of(
                "user", self.user().toString(),
                "name", self.claimedName(),
                "fingerprint", self.fingerprint().text(),
                "log", LogLines.json(client.freshness())),
            describe(self)
                + forms.lines(self.fingerprint())
                + System.lineSeparator()
                + LogLines.text(client.freshness()));
        picture(forms, self.fingerprint());
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom enrol}. */
  @Command(
      name = "enrol",
      description = "Makes your keys on this machine; or opens them here, with the emergency kit.")
  static final class Enrol extends Action {
    @Option(names = "--from-kit", description = "Emergency kit, to open existing keys here.")
    @Nullable Path fromKit;

    @Option(names = "--kit", description = "Where the new emergency kit is written.")
    Path kit = Path.of("strongroom-emergency-kit.txt");

    @Option(names = "--passphrase-file", description = "File or descriptor with the passphrase.")
    @Nullable Path passphraseFile;

    @Option(
        names = {"--root", "--root-fingerprint"},
        description = "The organisation's root fingerprint, from your invitation.")
    @Nullable String rootFingerprint;

    @Option(
        names = "--new-device",
        description = "Shows a code, to be typed into a machine that has your keys, and waits.")
    boolean newDevice;

    @Option(names = "--label", description = "What this machine is called in your list.")
    String label = "";

    @Override
    int act() throws Exception {
      Enrolment enrolment = new Enrolment(environment().config());
      if (newDevice) {
        return askToBeApproved();
      }
      if (fromKit != null) {
        try (EmergencyKit emergencyKit = EmergencyKit.read(fromKit);
            SecretBytes passphrase = passphrase(passphraseFile, false)) {
          enrolment.enrolFromKit(emergencyKit, passphrase);
        }
        result(Map.of("enrolled", true), "Your keys are open on this machine.");
        return Exit.OK;
      }
      OrganisationId root = confirmedRoot(enrolment.me().organisation(), rootFingerprint);
      try (SecretBytes passphrase = passphrase(passphraseFile, true)) {
        Identity identity = enrolment.enrol(root, passphrase, kit);
        result(
            Map.of("user", identity.user().toString(), "kit", kit.toString()),
            "Your keys are made. Print the emergency kit and delete the file: " + kit);
        return Exit.OK;
      }
    }

    private int askToBeApproved() throws Exception {
      DeviceEnrolment device = new DeviceEnrolment(environment().config());
      DeviceCode code = device.ask(label);
      note(
          "Type this code into a machine that has your keys, with strongroom device approve. Give"
              + " it to nobody, and type no code that somebody gives you:\n  "
              + code);
      while (!device.collect(label)) {
        Thread.sleep(BETWEEN_ASKING.toMillis());
      }
      result(Map.of("enrolled", true), "Approved: your keys are open on this machine.");
      return Exit.OK;
    }
  }

  /** {@code strongroom unlock}. */
  @Command(name = "unlock", description = "Opens your keys for eight hours.")
  static final class Unlock extends Action {
    @Option(names = "--passphrase-file", description = "File or descriptor with the passphrase.")
    @Nullable Path passphraseFile;

    @Option(
        names = "--device",
        description = "With this machine's own key slot, without a passphrase.")
    boolean device;

    @Override
    int act() throws Exception {
      if (device) {
        tellOfRecovery(new DeviceEnrolment(environment().config()).unlock());
      } else {
        try (SecretBytes passphrase = passphrase(passphraseFile, false)) {
          tellOfRecovery(new Enrolment(environment().config()).unlock(passphrase));
        }
      }
      result(Map.of("unlocked", true), "Unlocked for eight hours.");
      return Exit.OK;
    }
  }

  /** {@code strongroom lock}. */
  @Command(name = "lock", description = "Closes your keys.")
  static final class Lock extends Action {
    @Override
    int act() throws Exception {
      new Enrolment(environment().config()).lock();
      result(Map.of("unlocked", false), "Locked.");
      return Exit.OK;
    }
  }
}
