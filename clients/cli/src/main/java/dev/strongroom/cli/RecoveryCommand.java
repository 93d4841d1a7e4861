package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.recovery.Recovery;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code strongroom recovery}. */
@Command(
    name = "recovery",
    description = "Whether your organisation can give you your keys back when all is lost.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RecoveryCommand.Show.class,
      RecoveryCommand.Confirm.class,
      RecoveryCommand.Withdraw.class
    })
final class RecoveryCommand {
  private RecoveryCommand() {}

  /** {@code strongroom recovery show}. */
  @Command(
      name = "show",
      description =
          "Shows the organisation's recovery key, whether it opens your keys, and when that was tried.")
  static final class Show extends Action {
    @Override
    int act() throws Exception {
      Recovery.Status status =
          new Recovery(new Enrolment(environment().config()).keyWork()).status();
      String key = status.key().map(Fingerprint::text).orElse("");
      result(
          Map.of(
              "recoveryKey",
              key,
              "confirmed",
              status.confirmed(),
              "slot",
              status.slot(),
              "fetched",
              status.fetched().map(Instant::toString).orElse("")),
          text(status) + fetched(status));
      return Exit.OK;
    }

    private static String fetched(Recovery.Status status) {
      String fetched =
          status
              .fetched()
              .map(when -> "It was fetched last for a drill or a recovery at " + when)
              .orElse("It was fetched for no drill and no recovery");
      return status.slot() ? System.lineSeparator() + fetched + ", as the server says." : "";
    }

    private static String text(Recovery.Status status) {
      if (status.key().isEmpty()) {
        return "Your organisation has no recovery key: keep your kit.";
      }
      String key = "Recovery key: " + status.key().get() + System.lineSeparator();
      if (!status.confirmed()) {
        return key
            + "You have not confirmed it on this machine: strongroom recovery confirm"
            + (status.slot()
                ? System.lineSeparator() + "Another of your machines made a slot."
                : "");
      }
      return key
          + (status.slot()
              ? "You have confirmed it: whoever holds it can open your keys."
              : "You have confirmed it; your slot is made at the next unlock.");
    }
  }

  /** {@code strongroom recovery confirm}. */
  @Command(
      name = "confirm",
      description =
          "Confirms the organisation's recovery key: whoever holds it can then open your keys, and"
              + " act as you.")
  static final class Confirm extends Action {
    @Parameters(
        arity = "0..1",
        paramLabel = "FINGERPRINT",
        description = "As your administrator gave it; shown and asked for where it is left out.")
    @Nullable String fingerprint;

    @Override
    int act() throws Exception {
      Recovery recovery = new Recovery(new Enrolment(environment().config()).keyWork());
      Fingerprint expected =
          fingerprint == null ? asked(recovery.status()) : Fingerprint.parse(fingerprint);
      recovery.confirm(expected);
      result(
          Map.of("recoveryKey", expected.text(), "confirmed", true),
          "Confirmed: the recovery key opens your keys from now on.");
      return Exit.OK;
    }

    private Fingerprint asked(Recovery.Status status) {
      Optional<Fingerprint> key = status.key();
      if (key.isEmpty()) {
        throw new LockedException("Your organisation has no recovery key.");
      }
      note("The signed policy names this recovery key:\n  " + key.get());
      if (!confirm("May whoever holds it open your keys?")) {
        throw new LockedException("Not confirmed, so no slot was made.");
      }
      return key.get();
    }
  }

  /** {@code strongroom recovery withdraw}. */
  @Command(
      name = "withdraw",
      description = "Deletes your recovery slot: the recovery key opens nothing of yours any more.")
  static final class Withdraw extends Action {
    @Override
    int act() throws Exception {
      new Recovery(new Enrolment(environment().config()).keyWork()).withdraw();
      result(Map.of("confirmed", false), "Your recovery slot is deleted.");
      return Exit.OK;
    }
  }
}
