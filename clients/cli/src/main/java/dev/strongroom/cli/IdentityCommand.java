package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Rotation;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code strongroom identity}. */
@Command(
    name = "identity",
    description = "Your own keys.",
    mixinStandardHelpOptions = true,
    subcommands = {
      IdentityCommand.Show.class,
      IdentityCommand.Rotate.class,
      IdentityCommand.Renew.class,
      IdentityCommand.Confirm.class,
      IdentityCommand.Reset.class
    })
final class IdentityCommand {
  /** {@code strongroom identity show}. */
  @Command(
      name = "show",
      description =
          "Shows your keys as the directory states them, and their history; also while"
              + " they are locked here.")
  static final class Show extends Action {
    @Mixin FingerprintForms forms = new FingerprintForms();

    @Override
    int act() throws Exception {
      Person self = new Rotation(environment().config()).self();
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("user", self.user().toString());
      json.put("generation", self.newest().body().generation());
      json.put("fingerprint", self.fingerprint().text());
      json.put("words", self.fingerprint().words());
      json.put("history", Histories.json(self));
      result(
          json,
          describe(self)
              + forms.lines(self.fingerprint())
              + System.lineSeparator()
              + Histories.text(self));
      picture(forms, self.fingerprint());
      if (!self.waitingResets().isEmpty()) {
        note(
            "A reset of your keys waits. If you did not make it, somebody can sign in as you: change"
                + " your sign-on's password, and run strongroom identity rotate, which makes it"
                + " void.");
      }
      return Exit.OK;
    }
  }

  /** {@code strongroom identity rotate}. */
  @Command(
      name = "rotate",
      description =
          "Makes new keys, signed by the ones you have. With --compromised, because those may be in"
              + " other hands: with a new passphrase, a new kit, and new keys for all that they"
              + " opened.")
  static final class Rotate extends Action {
    @Option(names = "--compromised", description = "Your keys may be in other hands.")
    boolean compromised;

    @Option(names = "--kit", description = "Where the new kit is written, with --compromised.")
    Path kit = Path.of("strongroom-emergency-kit-new.txt");

    @Option(
        names = "--passphrase-file",
        description =
            "File or descriptor with the passphrase: a new one with --compromised, else"
                + " the present one.")
    @Nullable Path passphraseFile;

    @Override
    int act() throws Exception {
      Rotation rotation = new Rotation(environment().config());
      Identity identity;
      try (SecretBytes passphrase = passphrase(passphraseFile, compromised)) {
        identity =
            compromised ? rotation.rotateCompromised(passphrase, kit) : rotation.rotate(passphrase);
      }
      if (compromised) {
        note("Print the new emergency kit, and delete the file: " + kit);
      }
      return finished(this, identity.generation());
    }
  }

  /** {@code strongroom identity renew}. */
  @Command(
      name = "renew",
      description =
          "Finishes what a rotation left to be done, here or on another machine of yours.")
  static final class Renew extends Action {
    @Override
    int act() throws Exception {
      Map<ChainId, String> left = Strongroom.renewWraps(environment().config());
      Person self = new Rotation(environment().config()).self();
      return report(this, self.newest().body().generation(), left);
    }
  }

  private static int finished(Action action, long generation) throws Exception {
    try (Strongroom client = action.connect()) {
      return report(action, generation, client.leftOfRotation());
    }
  }

  private static int report(Action action, long generation, Map<ChainId, String> left)
      throws Exception {
    left.forEach((chain, why) -> action.note("Not done yet: " + chain + ": " + why));
    action.result(
        Map.of("generation", generation, "left", Action.byId(left)),
        left.isEmpty()
            ? "Your keys are of generation "
                + generation
                + ". On your other machines: strongroom identity confirm."
            : "Your keys are of generation "
                + generation
                + ", but some of what you reach is not wrapped to them yet: strongroom identity"
                + " renew tries again.");
    return Exit.OK;
  }

  /** {@code strongroom identity confirm}. */
  @Command(
      name = "confirm",
      description = "Confirms that it was you who changed your keys on another machine.")
  static final class Confirm extends Action {
    @Option(
        names = "--expect-fingerprint",
        description = "Fingerprint of the new keys, from the machine that made them.")
    @Nullable String expected;

    @Override
    int act() throws Exception {
      Rotation rotation = new Rotation(environment().config());
      Person self = rotation.self();
      if (expected == null) {
        note(describe(self) + System.lineSeparator() + Histories.text(self));
        if (!confirm("Did you change your keys yourself?")) {
          throw new LockedException(
              "Not confirmed, so nothing was changed. If it was not you, call your administrator.");
        }
      }
      Identity identity = rotation.confirm(Optional.ofNullable(expected).map(Fingerprint::parse));
      result(
          Map.of("generation", identity.generation()),
          identity.cause() == Identity.Cause.COMPROMISE
              ? "Confirmed. Open them here with the new kit: strongroom enrol --from-kit FILE"
              : "Confirmed. Open them here: strongroom unlock");
      return Exit.OK;
    }
  }

  /** {@code strongroom identity reset}. */
  @Command(
      name = "reset",
      description =
          "Makes new keys where the old ones are lost: every machine, and the emergency kit. It"
              + " gives you nothing by itself: a manager of each room confirms you.")
  static final class Reset extends Action {
    @Option(names = "--kit", description = "Where the new emergency kit is written.")
    Path kit = Path.of("strongroom-emergency-kit.txt");

    @Option(names = "--passphrase-file", description = "File or descriptor with a new passphrase.")
    @Nullable Path passphraseFile;

    @Option(
        names = "--root-fingerprint",
        description = "The organisation's root fingerprint, from your invitation.")
    @Nullable String rootFingerprint;

    @Option(names = "--yes", description = "Do not ask whether everything is lost.")
    boolean yes;

    @Override
    int act() throws Exception {
      Enrolment enrolment = new Enrolment(environment().config());
      OrganisationId root = confirmedRoot(enrolment.me().organisation(), rootFingerprint);
      note(
          "With one machine on which your keys open, or with the kit and your passphrase, you need"
              + " no reset.");
      if (!yes && !confirm("Are all of them lost?")) {
        throw new LockedException("Nothing was changed. In a script, use --yes.");
      }
      try (SecretBytes passphrase = passphrase(passphraseFile, true)) {
        Identity identity = new Rotation(environment().config()).reset(root, passphrase, kit);
        Person self = new Rotation(environment().config()).self();
        result(
            Map.of(
                "generation",
                identity.generation(),
                "fingerprint",
                self.fingerprint().text(),
                "kit",
                kit.toString()),
            "Your new keys are made. Print the emergency kit and delete the file: "
                + kit
                + "\nThey open nothing yet. Read this fingerprint to a manager of each of your rooms"
                + " and groups,\nin person or by telephone: he runs strongroom contact"
                + " confirm-reset, then room readmit.\n  "
                + self.fingerprint()
                + "\n  "
                + String.join(" ", self.fingerprint().words()));
        return Exit.OK;
      }
    }
  }
}
