package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushSignatureTest {
  private static final String ID = "0f0e0d0c-0b0a-0908-0706-050403020100";
  private static final String SECONDS = "1790000000";
  private static final String BODY = "{\"notices\":[]}";

  /** What the provider in Keycloak makes of the same: its {@code SignatureTest}. */
  private static final String GOOD = "v1,zwpoRZit/kU530lPMvly/OxZ7UsFxzL7pNbIrJ5CrP8=";

  private final PushSignature signature = new PushSignature("a-secret-of-the-vector");

  @Test
  void signature_ofTheProvider_verifies() {
    assertThat(signature.verifies(GOOD, ID, SECONDS, BODY)).isTrue();
  }

  @Test
  void signature_ofAnythingElse_doesNot() {
    assertThat(signature.verifies(GOOD, ID, "1790000001", BODY)).isFalse();
    assertThat(signature.verifies(GOOD, ID.replace('f', 'e'), SECONDS, BODY)).isFalse();
    assertThat(signature.verifies(GOOD, ID, SECONDS, "{\"notices\":[ ]}")).isFalse();
    assertThat(signature.verifies("v1,", ID, SECONDS, BODY)).isFalse();
    assertThat(new PushSignature("another-secret").verifies(GOOD, ID, SECONDS, BODY)).isFalse();
  }
}
