package dev.strongroom.protocol.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.Recipient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The worked vectors of docs/protocol.md are what this code makes, byte for byte. After a change
 * that is meant to change them: {@code ./mvnw -pl clients/protocol test
 * -Dtest=VectorRegenerationTest -Dstrongroom.vectors=write}, and read the difference.
 */
class VectorRegenerationTest {
  private static final Path WRAP = Path.of("src/test/resources/vectors/wrap.json");
  private static final Path FILE = Path.of("src/test/resources/vectors/worked.json");

  @Test
  void vectors_madeAgain_areTheSameByteForByte() throws IOException {
    String made =
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(Worked.all()) + "\n";
    if (writes()) {
      Files.writeString(FILE, made);
    }
    assertThat(made).isEqualTo(Files.readString(FILE));
  }

  /** An encapsulation is never made twice, so this one was made once, and is opened. */
  @Test
  void wrap_madeOnce_opensToItsEpochSecret() throws IOException {
    Organisation organisation = new Organisation(new Script("strongroom wrap 1"));
    Organisation.Somebody reader = organisation.somebody("subject-of-the-reader");
    Script random = new Script("strongroom wrap epoch");
    try (EpochSecret secret = EpochSecret.random(organisation.id(), random)) {
      ChainId chain = new ChainId(Sha256.of(Bytes.utf8("a chain")).value());
      Recipient recipient = new Recipient.User(reader.user(), reader.identity().hash());
      if (writes()) {
        Bytes sealed =
            EpochWrap.seal(
                organisation.id(), chain, 1, recipient, reader.keys().kem().publicKey(), secret);
        Files.writeString(WRAP, wrap(organisation, reader, chain, random.last(), sealed));
      }
      JsonNode kept = new ObjectMapper().readTree(Files.readString(WRAP));
      Bytes sealed = Bytes.fromHex(kept.path("wrap").asText());
      assertThat(Files.readString(WRAP))
          .isEqualTo(wrap(organisation, reader, chain, random.last(), sealed));
      try (EpochSecret opened =
          EpochWrap.open(
              organisation.id(),
              chain,
              1,
              recipient,
              reader.keys().kem(),
              sealed,
              secret.publicKey())) {
        assertThat(opened.publicKey()).isEqualTo(secret.publicKey());
      }
    }
  }

  private static String wrap(
      Organisation organisation,
      Organisation.Somebody reader,
      ChainId chain,
      Bytes epochSecret,
      Bytes sealed)
      throws IOException {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("organisation", organisation.id().toString());
    out.put("chain", chain.toString());
    out.put("epoch", "1");
    out.put("user", reader.user().toString());
    out.put("identity", reader.identity().hash().toString());
    out.put("identitySecret", reader.secret().value().with(bytes -> Bytes.of(bytes).toHex()));
    out.put("epochSecret", epochSecret.toHex());
    out.put("wrap", sealed.toHex());
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(out) + "\n";
  }

  private static boolean writes() {
    return "write".equals(System.getProperty("strongroom.vectors"));
  }
}
