package dev.strongroom.cli;

import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Enrolment;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom org}. */
@Command(
    name = "org",
    description = "The organisation.",
    mixinStandardHelpOptions = true,
    subcommands = {
      OrgCommand.Init.class,
      OrgShowCommand.class,
      OrgPolicyCommand.class,
      OrgAttestCommand.class,
      OrgRecoveryCommand.class,
      OrgRecoveryCommand.Recover.class
    })
final class OrgCommand {
  /** {@code strongroom org init}. */
  @Command(
      name = "init",
      description = "Founds the organisation: makes its root key on this machine, and its policy.")
  static final class Init extends Action {
    @Option(names = "--passphrase-file", description = "Passphrase that seals the root key here.")
    @Nullable Path passphraseFile;

    @Override
    int act() throws Exception {
      try (SecretBytes passphrase = passphrase(passphraseFile, true)) {
        Fingerprint root = new Enrolment(environment().config()).foundOrganisation(passphrase);
        result(
            Map.of("fingerprint", root.text()),
            "The organisation is founded. Its root fingerprint, to be given to everybody by other"
                + " means than this server:\n  "
                + root);
        return Exit.OK;
      }
    }
  }
}
