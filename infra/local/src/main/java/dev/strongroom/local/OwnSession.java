package dev.strongroom.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a command begins with to run in a session of its own: what interrupts a terminal's command,
 * or closes the terminal, does not end it.
 */
final class OwnSession {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** macOS has no setsid command, but the call, by way of Perl. */
  private static final Path PERL = Path.of("/usr/bin/perl");

  private static final Path NOHUP = Path.of("/usr/bin/nohup");

  private OwnSession() {}

  static List<String> prefix() {
    return prefix(Files::isExecutable);
  }

  /** Without any of the three: nothing, and the terminal's end is the command's. */
  static List<String> prefix(Predicate<Path> isThere) {
    if (isThere.test(SETSID)) {
      return List.of(SETSID.toString());
    }
    if (isThere.test(PERL)) {
      return List.of(PERL.toString(), "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "--");
    }
    return isThere.test(NOHUP) ? List.of(NOHUP.toString()) : List.of();
  }
}
