package dev.strongroom.keycloak;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is pushed, in the form of Standard Webhooks: HMAC-SHA256 over id, time and body. The
 * key follows from the secret of the client {@code strongroom-identity}, which both sides have, and
 * serves for nothing else.
 */
final class Signature {
  private static final String LABEL = "strongroom sign-on events v1";
  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  static SecretKeySpec key(String clientSecret) {
    SecretKeySpec secret =
        new SecretKeySpec(clientSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    return new SecretKeySpec(mac(secret, LABEL), ALGORITHM);
  }

  static String of(SecretKeySpec key, String id, long seconds, String body) {
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
