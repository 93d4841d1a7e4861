package dev.strongroom.cli;

import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.slot.Passphrases;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom passphrase}. */
@Command(
    name = "passphrase",
    description = "Your passphrase.",
    mixinStandardHelpOptions = true,
    subcommands = PassphraseCommand.Change.class)
final class PassphraseCommand {
  private PassphraseCommand() {}

  /** {@code strongroom passphrase change}. */
  @Command(
      name = "change",
      description = "Changes your passphrase. Your kit stays good, and no file is touched.")
  static final class Change extends Action {
    @Option(names = "--passphrase-file", description = "File or descriptor with the present one.")
    @Nullable Path passphraseFile;

    @Option(names = "--new-passphrase-file", description = "File or descriptor with the new one.")
    @Nullable Path newPassphraseFile;

    @Override
    int act() throws Exception {
      Passphrases passphrases = new Passphrases(new Enrolment(environment().config()).keyWork());
      try (SecretBytes present = passphrase(passphraseFile, false);
          SecretBytes next = passphrase(newPassphraseFile, true)) {
        passphrases.change(present, next);
      }
      result(
          Map.of("changed", true),
          "Your passphrase is changed. It is asked for at the next unlock, on all your machines.");
      return Exit.OK;
    }
  }
}
