package dev.strongroom.identity.signon;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks what Keycloak's provider signed, in the form of Standard Webhooks: HMAC-SHA256 over id,
 * time and body, under a key that follows from this service's client secret and serves for nothing
 * else.
 */
final class PushSignature {
  private static final String LABEL = "strongroom sign-on events v1";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  PushSignature(String clientSecret) {
    SecretKeySpec secret =
        new SecretKeySpec(clientSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.key = new SecretKeySpec(mac(secret, LABEL), ALGORITHM);
  }

  /** In constant time. */
  boolean verifies(String signature, String id, String seconds, String body) {
    return MessageDigest.isEqual(
        of(id, seconds, body).getBytes(StandardCharsets.UTF_8),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  String of(String id, String seconds, String body) {
    return "v1," + Base64.getEncoder().encodeToString(mac(key, id + "." + seconds + "." + body));
  }

  private static byte[] mac(SecretKeySpec key, String message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }
}
