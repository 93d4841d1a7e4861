package dev.strongroom.protocol.crypto;

import static dev.strongroom.protocol.SharedVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.SharedVectors;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.junit.jupiter.api.Test;

class PrimitiveVectorTest {
  @Test
  void hkdfSha512_wycheproof_extractAndExpand() throws Exception {
    int checked = 0;
    for (JsonNode test : SharedVectors.wycheproof("hkdf_sha512_test.json")) {
      if (!test.get("result").asText().equals("valid") || hex(test, "salt").isEmpty()) {
        continue;
      }
      try (SecretBytes salt = SecretBytes.takeOver(hex(test, "salt").toArray());
          SecretBytes ikm = SecretBytes.takeOver(hex(test, "ikm").toArray());
          SecretBytes prk = Hkdf.extract(salt, ikm);
          SecretBytes okm = Hkdf.expand(prk, hex(test, "info"), test.get("size").asInt())) {
        assertThat(Bytes.of(okm.copyOfSecret())).isEqualTo(hex(test, "okm"));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void ed25519_wycheproof_acceptsAndRefuses() throws Exception {
    int refused = 0;
    for (JsonNode group : SharedVectors.read("wycheproof/ed25519_test.json").get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        boolean verified = verifies(group, test);
        assertThat(verified)
            .as("vector %s: %s", test.get("tcId"), test.get("comment"))
            .isEqualTo(test.get("result").asText().equals("valid"));
        refused += verified ? 0 : 1;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  private static boolean verifies(JsonNode group, JsonNode test) {
    try {
      return new VerifyingKey(hex(group.get("publicKey"), "pk"))
          .verify(hex(test, "msg"), hex(test, "sig"));
    } catch (ProtocolException e) {
      return false;
    }
  }

  @Test
  void xwing_seedsGiveTheKeysOfTheDraft() throws Exception {
    JsonNode vectors = SharedVectors.read("xwing.json");
    assertThat(vectors).isNotEmpty();
    for (JsonNode test : vectors) {
      try (SecretBytes seed = SecretBytes.takeOver(hex(test, "seed").toArray());
          KemPrivateKey key = KemPrivateKey.fromSeed(seed)) {
        assertThat(key.publicKey().value()).isEqualTo(hex(test, "pk"));
      }
    }
  }

  @Test
  void hpkeXwing_keyScheduleAgreesWithTheWorkingGroup() throws Exception {
    for (JsonNode test : SharedVectors.read("hpke_xwing_hkdf_sha256.json")) {
      HPKE hpke =
          new HPKE(
              HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
      AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(hex(test, "skRm").toArray(), null);
      Bytes info = SharedVectors.hex(test, "info");
      HPKEContext context = hpke.setupBaseR(hex(test, "enc").toArray(), pair, info.toArray());
      List<JsonNode> messages = List.of(test.get("encryptions").get(0));
      for (JsonNode message : messages) {
        byte[] plain = context.open(hex(message, "aad").toArray(), hex(message, "ct").toArray());
        assertThat(Bytes.of(plain)).isEqualTo(hex(message, "pt"));
      }
    }
  }
}
