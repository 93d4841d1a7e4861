package dev.strongroom.cli;

import dev.strongroom.sdk.device.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That contents are being sealed anew, for a run that goes on with it: written once the epoch has
 * begun, so what it says of that was done.
 */
final class ReencryptMark {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})( index-key)?\\s*");

  private final Path file;

  ReencryptMark(Path file) {
    this.file = file;
  }

  /**
   * What a run has begun.
   *
   * @param epoch contents made before it are sealed anew
   * @param indexKey whether the index key was replaced with it
   */
  record Begun(long epoch, boolean indexKey) {}

  void write(Begun begun) {
    String text = begun.epoch() + (begun.indexKey() ? " index-key" : "");
    PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
  }

  Optional<Begun> read() throws IOException {
    Optional<byte[]> content = PrivateFile.read(file);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    Matcher found = FORM.matcher(new String(content.get(), StandardCharsets.US_ASCII));
    if (!found.matches()) {
      throw new IOException(file + " is damaged: delete it to begin anew");
    }
    return Optional.of(new Begun(Long.parseLong(found.group(1)), found.group(2) != null));
  }

  void delete() {
    PrivateFile.delete(file);
  }
}
