package dev.strongroom.sdk.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Signed statements that contradict what their author, or the log, may say: kept so that somebody
 * who trusts neither this client nor the server can judge them. A file each, never written over.
 */
public final class EvidenceFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  EvidenceFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * @param statement hash of the statement that is evidence
   * @return the file
   */
  public Path keep(Hash statement, JsonNode evidence) {
    Path file = folder.resolve(statement + ".json");
    if (PrivateFile.read(file).isEmpty()) {
      try {
        PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(evidence));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }
}
