package dev.strongroom.cli;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signing in and out, making keys, unlocking. */
final class SessionCommands {
  private SessionCommands() {}

  /** {@code strongroom login}. */
  @Command(name = "login", description = "Signs in through the company's sign-on.")
  static final class Login extends Action {
    @Parameters(paramLabel = "SERVER", description = "Address of the server, https://…")
    URI server = URI.create("https://localhost");

    @Override
    int act() throws Exception {
      Enrolment enrolment = new Enrolment(environment().config());
      enrolment.login(server, environment().browser());
      result(Map.of("server", server.toString()), "Signed in.");
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
  @Command(name = "whoami", description = "Shows who is signed in here, and his key.")
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
                "fingerprint", self.fingerprint().text()),
            describe(self) + forms.lines(self.fingerprint()));
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
        names = "--root-fingerprint",
        description = "The organisation's root fingerprint, from your invitation.")
    @Nullable String rootFingerprint;

    @Override
    int act() throws Exception {
      Enrolment enrolment = new Enrolment(environment().config());
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
  }

  /** {@code strongroom unlock}. */
  @Command(name = "unlock", description = "Opens your keys for eight hours.")
  static final class Unlock extends Action {
    @Option(names = "--passphrase-file", description = "File or descriptor with the passphrase.")
    @Nullable Path passphraseFile;

    @Override
    int act() throws Exception {
      try (SecretBytes passphrase = passphrase(passphraseFile, false)) {
        new Enrolment(environment().config()).unlock(passphrase);
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
