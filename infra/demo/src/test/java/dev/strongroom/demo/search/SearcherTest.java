package dev.strongroom.demo.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search must be able to find. */
class SearcherTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static boolean found(Canary canary, byte[] place) throws IOException {
    return !new Searcher(List.of(canary))
        .search("place", new ByteArrayInputStream(place))
        .hits()
        .isEmpty();
  }

  @Test
  void everyEncoding_atAnyOffsetAndAcrossBuffers_isFound() throws IOException {
    Canary canary = Canary.text(Canary.Kind.ROOM_NAME, "Room \"ü/7\" 1a2b3c4d5e");
    int buffer = 1 << 20;
    for (Map.Entry<String, Bytes> encoded : Encodings.of(canary).entrySet()) {
      for (int offset : List.of(0, 1, 5_000, buffer - 9, buffer - 1, buffer, buffer + 77)) {
        byte[] place = noise(buffer + 4_000);
        encoded.getValue().copyTo(place, offset);
        assertThat(found(canary, place))
            .as("seed %d: %s at %d", seed, encoded.getKey(), offset)
            .isTrue();
      }
    }
  }

  @Test
  void base64OfAnythingAroundIt_isFoundInEveryPhase() throws IOException {
    Canary secret = new Canary(Canary.Kind.NODE_KEY, Bytes.of(noise(32)));
    for (int before = 0; before < 7; before++) {
      byte[] around = noise(before + 32 + 5);
      secret.value().copyTo(around, before);
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        byte[] place = encoder.encodeToString(around).getBytes(StandardCharsets.US_ASCII);
        assertThat(found(secret, place)).as("seed %d, %d before", seed, before).isTrue();
      }
    }
  }

  @Test
  void noise_holdsNothing() throws IOException {
    Canary secret = new Canary(Canary.Kind.NODE_KEY, Bytes.of(noise(32)));
    assertThat(found(secret, noise(3 << 20))).isFalse();
  }

  @Test
  void recordingRandom_remembersSecretsByKind_andNoSalts() {
    RecordingRandom recording = new RecordingRandom();
    Bytes salt = Bytes.random(recording, 24);
    try (IdentitySecret secret = IdentitySecret.random(recording)) {
      Bytes salt2 = secret.value().with(bytes -> Bytes.random(recording, 24));
      assertThat(recording.recorded())
          .extracting(Canary::kind)
          .containsExactly(Canary.Kind.IDENTITY_SECRET);
      assertThat(recording.recorded().getFirst().value())
          .isEqualTo(Bytes.of(secret.value().copyOfSecret()))
          .isNotIn(salt, salt2);
    }
  }
}
