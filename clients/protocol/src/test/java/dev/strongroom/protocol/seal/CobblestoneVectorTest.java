package dev.strongroom.protocol.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.SharedVectors;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** C2SP's vectors for chunked encryption; those that must be refused, are. */
class CobblestoneVectorTest {
  @Test
  void everyVector_opensOrIsRefusedAsItSays() throws Exception {
    List<JsonNode> tests =
        SharedVectors.wycheproof("c2sp_chunked_encryption_aes_256_gcm_test.json");
    int refused = 0;
    for (JsonNode test : tests) {
      if (test.get("result").asText().equals("valid")) {
        assertThat(HexFormat.of().formatHex(sha512(open(test))))
            .as("vector %s", test.get("tcId"))
            .isEqualTo(test.get("msgSha512").asText());
      } else {
        refused++;
        assertThatThrownBy(() -> open(test))
            .as("vector %s: %s", test.get("tcId"), test.get("comment"))
            .isInstanceOfAny(ProtocolException.class, IllegalArgumentException.class);
      }
    }
    assertThat(tests).hasSize(35);
    assertThat(refused).isEqualTo(25);
  }

  private static byte[] open(JsonNode test) throws IOException, DataFormatException {
    byte[] message = inflate(SharedVectors.hex(test, "ct").toArray());
    byte[] sealed = new byte[message.length + 1];
    sealed[0] = 1;
    System.arraycopy(message, 0, sealed, 1, message.length);
    try (SecretBytes key = SecretBytes.takeOver(SharedVectors.hex(test, "key").toArray());
        SecretBytes plain = Sealed.open(key, SharedVectors.hex(test, "ctx"), Bytes.of(sealed))) {
      return plain.copyOfSecret();
    }
  }

  private static byte[] inflate(byte[] deflated) throws DataFormatException {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(deflated);
      byte[] out = new byte[16 << 20];
      int length = inflater.inflate(out);
      assertThat(inflater.finished()).isTrue();
      return Arrays.copyOf(out, length);
    }
  }

  private static byte[] sha512(byte[] message) throws Exception {
    return MessageDigest.getInstance("SHA-512").digest(message);
  }
}
