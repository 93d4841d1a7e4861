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

/** The desk at the access service where requests and proposals lie. */
public final class Requests {
  private static final int MOST = 10_000;
  private static final String PATH = "/access/v1/requests";

  private final Server server;

  public Requests(Server server) {
    this.server = server;
  }

  /**
   * What lies there.
   *
   * @param read in the server's order
   * @param bad of each that no honest server gives
   */
  public record Listed(List<Asked> read, List<Bad> bad) {
    public Listed {
      read = List.copyOf(read);
      bad = List.copyOf(bad);
    }
  }

  /**
   * One that cannot be read.
   *
   * @param id as the server has it
   * @param chain that it is said to be for, where that is one
   */
  public record Bad(String id, Optional<ChainId> chain, ProtocolException why) {}

  /**
   * What can be read of all that this user may see and that waits; of closed too if {@code all}.
   */
  public List<Asked> list(boolean all) {
    return listed(all).read();
  }

  /** The same with those that cannot be read, which hide none of the others. */
  public Listed listed(boolean all) {
    List<Asked> found = new ArrayList<>();
    List<Bad> bad = new ArrayList<>();
    String after = "0";
    while (true) {
      JsonNode page =
          server.get(PATH + "?state=" + (all ? "all" : "waiting") + "&limit=100&after=" + after);
      for (JsonNode one : page.path("items")) {
        try {
          found.add(Asked.read(one));
        } catch (ProtocolException e) {
          bad.add(new Bad(one.path("id").asText(), chain(one), e));
        }
      }
      String next = page.path("next").asText();
      if (next.isEmpty() || found.size() + bad.size() >= MOST) {
        return new Listed(found, bad);
      }
      if (next.equals(after)) {
        throw ServerException.nonsense("a page of requests that leads nowhere");
      }
      after = next;
    }
  }

  private static Optional<ChainId> chain(JsonNode one) {
    try {
      return Optional.of(ChainId.parse(one.path("chain").asText()));
    } catch (ProtocolException _) {
      return Optional.empty();
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
