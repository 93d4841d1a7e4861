package dev.strongroom.sdk.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Signed links that were handed in, or were about to be, and of which it is not known yet what
 * became of them: kept byte for byte, so that nothing else is ever signed for their place. One file
 * each, by the hash of the link's payload. They hold signed and sealed bytes only.
 */
public final class OutgoingFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private final Path folder;

  OutgoingFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * A link under way.
   *
   * @param path where it is posted
   * @param chain its chain's id; empty for the first link of a new one
   * @param body exactly what is posted
   * @param insteadOf a link for the same place that was given up for this one, and is never sent
   *     again
   */
  public record Outgoing(
      Hash link, String path, String chain, JsonNode body, Optional<Hash> insteadOf) {}

  public void keep(Outgoing outgoing) {
    try {
      ObjectNode json =
          JSON.createObjectNode().put("path", outgoing.path()).put("chain", outgoing.chain());
      outgoing.insteadOf().ifPresent(link -> json.put("insteadOf", link.toString()));
      json.set("body", outgoing.body());
      PrivateFile.write(file(outgoing.link()), JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void forget(Hash link) {
    PrivateFile.delete(file(link));
  }

  /** All that are under way; one that is damaged was never handed in, for it is written first. */
  public List<Outgoing> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Outgoing> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        Hash link = Hash.parse(name.substring(0, name.length() - SUFFIX.length()));
        JsonNode json = JSON.readTree(Files.readAllBytes(file));
        found.add(
            new Outgoing(
                link,
                json.path("path").asText(),
                json.path("chain").asText(),
                json.path("body"),
                Optional.of(json.path("insteadOf").asText())
                    .filter(hash -> !hash.isEmpty())
                    .map(Hash::parse)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return found;
  }

  private Path file(Hash link) {
    return folder.resolve(link + SUFFIX);
  }
}
