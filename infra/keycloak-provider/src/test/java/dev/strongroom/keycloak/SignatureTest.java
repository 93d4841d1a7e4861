package dev.strongroom.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {
  /** The identity service checks the same in its {@code PushSignatureTest}. */
  @Test
  void signature_ofAKnownPush_isTheOneThatIdentityTakes() {
    assertThat(
            Signature.of(
                Signature.key("a-secret-of-the-vector"),
                "0f0e0d0c-0b0a-0908-0706-050403020100",
                1_790_000_000L,
                "{\"notices\":[]}"))
        .isEqualTo("v1,zwpoRZit/kU530lPMvly/OxZ7UsFxzL7pNbIrJ5CrP8=");
  }
}
