package dev.strongroom.kit.http;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;

/** Tokens as the sign-on would make them. */
public final class Tokens {
  static final String ISSUER = "https://sign.on";

  private Tokens() {}

  /** A user's. */
  public static String user(String privateKey) throws GeneralSecurityException {
    return token(privateKey, "strongroom", "strongroom-cli");
  }

  /** A service's. */
  public static String service(String privateKey, String client) throws GeneralSecurityException {
    return token(privateKey, "strongroom-internal", client);
  }

  static String token(String privateKey, String audience, String client)
      throws GeneralSecurityException {
    return Jwt.claims()
        .audience(audience)
        .subject("somebody")
        .issuer(ISSUER)
        .claim("azp", client)
        .expiresIn(Duration.ofMinutes(5))
        .jws()
        .algorithm(SignatureAlgorithm.RS256)
        .sign(key(privateKey));
  }

  static PrivateKey key(String privateKey) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey)));
  }
}
