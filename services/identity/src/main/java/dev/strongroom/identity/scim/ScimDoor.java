package dev.strongroom.identity.scim;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.crypto.Sha256;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: whoever shows the token. It is none of the realm's, so it is taken off the
 * request before the framework looks at it; what is left of the request has no identity at all.
 */
@ApplicationScoped
class ScimDoor {
  private static final String SHOWN = "strongroom.scim-token";
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> hash;

  @Inject
  ScimDoor(ScimConfig config) {
    this.hash = config.tokenHash().map(HexFormat.of()::parseHex);
  }

  void begin(@Observes Router router) {
    router.route("/scim/*").order(-20_000).handler(ScimDoor::takeToken);
  }

  private static void takeToken(RoutingContext request) {
    String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      request.request().headers().remove(HttpHeaders.AUTHORIZATION);
      request.put(SHOWN, header);
    }
    request.next();
  }

  /**
   * @throws ScimException 404 where there is no door, 401 without the token
   */
  void require(@Nullable RoutingContext request) {
    if (hash.isEmpty() || request == null) {
      throw new ScimException(404, "", "There is nothing here.");
    }
    String header = Optional.<String>ofNullable(request.get(SHOWN)).orElse("");
    byte[] shown =
        Sha256.of(Bytes.utf8(header.startsWith(BEARER) ? header.substring(BEARER.length()) : ""))
            .value()
            .toArray();
    // Hashes are compared, in constant time: nothing of the token can be found out bit by bit.
    if (!MessageDigest.isEqual(shown, hash.get())) {
      throw new ScimException(401, "", "That is not the token.");
    }
  }
}
