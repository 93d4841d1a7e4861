package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import picocli.CommandLine.Option;

/** Other forms in which a fingerprint can be shown. */
final class FingerprintForms {
  @Option(names = "--words", description = "Show the fingerprint as words, to be read aloud.")
  boolean words;

  @Option(names = "--qr", description = "Show the fingerprint as a QR code, to be scanned.")
  boolean qr;

  /** The words as lines that follow on a description; none where nobody asked. */
  String lines(Fingerprint fingerprint) {
    if (!words) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < fingerprint.words().size(); i += 5) {
      text.append(
          "%n  %-11s %s"
              .formatted(
                  i == 0 ? "words" : "", String.join(" ", fingerprint.words().subList(i, i + 5))));
    }
    return text.toString();
  }
}
