package dev.strongroom.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The test vectors from outside the project, which lie beside it and are not copied into it. */
public final class SharedVectors {
  private SharedVectors() {}

  /** Reads one file; where the folder is absent the test says so and is skipped. */
  public static JsonNode read(String file) throws IOException {
    Path folder = Path.of(System.getProperty("strongroom.root", "."), "..", "shared", "vectors");
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "test vectors are not beside this project: ../shared/vectors");
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  /** All tests of a Wycheproof file. */
  public static List<JsonNode> wycheproof(String file) throws IOException {
    List<JsonNode> tests = new ArrayList<>();
    for (JsonNode group : read("wycheproof/" + file).get("testGroups")) {
      group.get("tests").forEach(tests::add);
    }
    return tests;
  }

  public static Bytes hex(JsonNode node, String field) {
    return Bytes.fromHex(node.get(field).asText());
  }
}
