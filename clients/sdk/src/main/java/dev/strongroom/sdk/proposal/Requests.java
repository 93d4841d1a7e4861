package dev.strongroom.sdk.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The desk at the access service where requests and proposals lie. */
public final class Requests {
  private static final int MOST = 10_000;
  private static final String PATH = "/access/v1/requests";

  private final Server server;

  public Requests(Server server) {
    this.server = server;
  }

  /** All that this user may see and that waits; of closed ones too if {@code all}. */
  public List<Asked> list(boolean all) {
    return list(
        all,
        (_, why) -> {
          throw why;
        });
  }

  /**
   * The same, going on after one that cannot be read.
   *
   * @param bad hears of each that no honest server gives, with the chain that it is said to be for
   */
  List<Asked> list(boolean all, BiConsumer<ChainId, ProtocolException> bad) {
    List<Asked> found = new ArrayList<>();
    String after = "0";
    while (true) {
      JsonNode page =
          server.get(PATH + "?state=" + (all ? "all" : "waiting") + "&limit=100&after=" + after);
      for (JsonNode one : page.path("items")) {
        try {
          found.add(Asked.read(one));
        } catch (ProtocolException e) {
          bad.accept(ChainId.parse(one.path("chain").asText()), e);
        }
      }
      String next = page.path("next").asText();
      if (next.isEmpty() || found.size() >= MOST) {
        return found;
      }
      if (next.equals(after)) {
        throw ServerException.nonsense("a page of requests that leads nowhere");
      }
      after = next;
    }
  }

  /** One that begins with {@code id}; exactly one. */
  public Asked one(String id) {
    List<Asked> found = list(true).stream().filter(a -> a.id().startsWith(id)).toList();
    if (found.size() != 1 || id.length() < 4) {
      throw new ServerException(404, "not-found", "There is no one request " + id + " for you.");
    }
    return found.getFirst();
  }

  /** Files an unsigned request: for administrators, and for one's own admission. */
  public Asked file(
      Proposal.Kind kind,
      ChainId chain,
      Proposal.Action action,
      UserId user,
      Optional<String> role,
      String reason) {
    return Asked.read(
        server.post(
            PATH,
            Map.of(
                "chainKind", kind.text(),
                "chain", chain.toString(),
                "action", action.text(),
                "user", user.toString(),
                "role", role.orElse(""),
                "reason", reason)));
  }

  /** Says no. */
  public void reject(Asked asked) {
    server.post(PATH + "/" + asked.id() + "/reject", Map.of());
  }

  /** Takes back what this user filed. */
  public void withdraw(Asked asked) {
    server.post(PATH + "/" + asked.id() + "/withdraw", Map.of());
  }

  /** Confirms another administrator's removal of a last manager. */
  public void second(Asked asked) {
    server.post(PATH + "/" + asked.id() + "/second", Map.of());
  }
}
