package dev.strongroom.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.identity.EarlierSecret;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys of this user's earlier generations, found from the present secret: each rotation sealed the
 * secret before it. For making wraps anew, and for nothing else.
 *
 * @param newestFirst generations and their keys
 */
record EarlierKeys(List<Generation> newestFirst) implements AutoCloseable {
  /** More rotations that nobody finished than anybody has. */
  private static final int MOST = 8;

  record Generation(Signed<Identity> identity, IdentityKeys keys) {}

  EarlierKeys {
    newestFirst = List.copyOf(newestFirst);
  }

  /**
   * @param present the generation of {@code secret}
   */
  static EarlierKeys of(
      Server server,
      Device device,
      IdentityChain chain,
      Signed<Identity> present,
      IdentitySecret secret) {
    OrganisationId organisation = present.body().header().organisation();
    List<Generation> found = new ArrayList<>();
    Signed<Identity> identity = present;
    IdentitySecret key = IdentitySecret.of(secret.value().copy());
    try {
      while (found.size() < MOST) {
        Optional<Signed<Identity>> before = before(chain, identity);
        Optional<Bytes> sealed =
            before.isEmpty() ? Optional.empty() : sealed(server, device, identity.hash());
        if (sealed.isEmpty()) {
          break;
        }
        IdentitySecret earlier =
            EarlierSecret.open(organisation, identity.hash(), key, sealed.get());
        key.close();
        key = earlier;
        identity = before.get();
        found.add(new Generation(identity, IdentityKeys.derive(key, organisation)));
      }
      return new EarlierKeys(found);
    } catch (RuntimeException e) {
      found.forEach(generation -> generation.keys().close());
      throw e;
    } finally {
      key.close();
    }
  }

  /** The one before it in its line; a reset has none. */
  private static Optional<Signed<Identity>> before(IdentityChain chain, Signed<Identity> identity) {
    return identity.body().cause() == Identity.Cause.RESET
        ? Optional.empty()
        : identity.body().header().previous().flatMap(chain::byHash);
  }

  private static Optional<Bytes> sealed(Server server, Device device, Hash identity) {
    Optional<Device.Rotating> kept = device.rotation();
    kept.ifPresent(r -> r.accountSecret().close());
    return kept.filter(r -> r.to().equals(identity))
        .map(Device.Rotating::earlier)
        .or(() -> fetched(server, identity));
  }

  private static Optional<Bytes> fetched(Server server, Hash identity) {
    try {
      JsonNode answer = server.get("/identity/v1/me/identities/" + identity + "/earlier");
      return Optional.of(Bytes.fromBase64Url(answer.path("sealed").asText()));
    } catch (ServerException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    newestFirst.forEach(generation -> generation.keys().close());
  }
}
