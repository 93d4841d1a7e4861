package dev.strongroom.cli;

import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.slot.KeyWork;
import dev.strongroom.sdk.slot.Passphrases;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom kit}. */
@Command(
    name = "kit",
    description = "Your emergency kit.",
    mixinStandardHelpOptions = true,
    subcommands = KitCommand.New.class)
final class KitCommand {
  private KitCommand() {}

  /** {@code strongroom kit new}. */
  @Command(
      name = "new",
      description =
          "Makes a new emergency kit, where the one you have is lost or was seen: the old one opens"
              + " nothing any more. Your keys and your passphrase stay.")
  static final class New extends Action {
    @Option(names = "--kit", description = "Where it is written; nothing may be there.")
    Path kit = Path.of("strongroom-emergency-kit.txt");

    @Option(names = "--passphrase-file", description = "File or descriptor with the passphrase.")
    @Nullable Path passphraseFile;

    @Override
    int act() throws Exception {
      KeyWork work = new Enrolment(environment().config()).keyWork();
      try (SecretBytes passphrase = passphrase(passphraseFile, false)) {
        new Passphrases(work)
            .renewAccountSecret(
                passphrase,
                (account, handIn) ->
                    EmergencyKit.of(work.membership(), account).writeFor(kit, handIn));
      }
      result(
          Map.of("kit", kit.toString()),
          "Your new emergency kit: print it, destroy the old one, and delete the file: "
              + kit
              + System.lineSeparator()
              + "Your other machines open with the passphrase again after strongroom enrol"
              + " --from-kit there.");
      return Exit.OK;
    }
  }
}
