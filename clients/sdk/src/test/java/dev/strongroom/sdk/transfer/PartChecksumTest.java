package dev.strongroom.sdk.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.sdk.server.ServerException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PartChecksumTest {
  private static final byte[] BODY = "123456789".getBytes(StandardCharsets.US_ASCII);

  @Test
  void values_ofAKnownBody_areThePublishedOnes() {
    assertThat(PartChecksum.CRC32C.of(BODY, 9)).isEqualTo("4waSgw==");
    assertThat(PartChecksum.SHA256.of(BODY, 9))
        .isEqualTo("FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=");
    assertThat(PartChecksum.CONTENT_MD5.of(BODY, 9)).isEqualTo("JfnnlDI7RTiF9RgfG2JNCw==");
    assertThat(PartChecksum.CRC32C.of(BODY, 8)).isNotEqualTo("4waSgw==");
  }

  @Test
  void etag_thatIsTheMd5OfAnotherBody_isNoticed_andOneThatIsNone_tellsNothing() {
    assertThat(PartChecksum.isAnother("\"25f9e794323b453885f5181f1b624d0b\"", BODY, 9)).isFalse();
    assertThat(PartChecksum.isAnother("25F9E794323B453885F5181F1B624D0B", BODY, 9)).isFalse();
    assertThat(PartChecksum.isAnother("\"25f9e794323b453885f5181f1b624d0c\"", BODY, 9)).isTrue();
    assertThat(PartChecksum.isAnother("\"an-opaque-tag-1\"", BODY, 9)).isFalse();
  }

  @Test
  void checksum_ofAnUnknownName_isRefused() {
    assertThat(PartChecksum.named("Content-MD5")).isEqualTo(PartChecksum.CONTENT_MD5);
    assertThat(PartChecksum.named("")).isEqualTo(PartChecksum.NONE);
    assertThatThrownBy(() -> PartChecksum.named("X-Injected: yes"))
        .isInstanceOf(ServerException.class);
  }
}
