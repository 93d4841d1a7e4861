package dev.strongroom.sdk;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.server.ServerException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Work on several groups and rooms. One that does not verify, or is refused, keeps none of the
 * others waiting; once the server is away nothing more is tried.
 */
final class Attempts {
  private final Map<ChainId, String> left = new LinkedHashMap<>();
  private Optional<ServerException> away = Optional.empty();

  /** Leaves to be done what could not be done before; it is not tried again. */
  void leave(Map<ChainId, String> others) {
    left.putAll(others);
  }

  /** Does {@code work}, unless it is left to be done already. */
  void attempt(ChainId chain, Runnable work) {
    if (left.containsKey(chain)) {
      return;
    }
    if (away.isPresent()) {
      left.put(chain, String.valueOf(away.get().getMessage()));
      return;
    }
    try {
      work.run();
    } catch (ProtocolException e) {
      left.put(chain, e.code() + ": " + e.getMessage());
    } catch (MembershipException e) {
      left.put(chain, String.valueOf(e.getMessage()));
    } catch (ServerException e) {
      left.put(chain, String.valueOf(e.getMessage()));
      away = Optional.of(e).filter(gone -> gone.status() == ServerException.AWAY);
    }
  }

  /** What is left to be done, with why. */
  Map<ChainId, String> left() {
    return Map.copyOf(left);
  }

  /**
   * @throws ServerException if the server went away meanwhile
   */
  void requireServer() {
    away.ifPresent(e -> {
      throw e;
    });
  }
}
