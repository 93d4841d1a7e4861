package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.sdk.server.Server;
import java.util.Map;
import java.util.Optional;

/**
 * Names in clear that managers publish of their groups and rooms, so that administrators find them
 * in lists. The server and the administrators read them; no client takes one for a chain's own
 * name, which is sealed.
 */
public final class PlainLabels {
  private final Server server;

  public PlainLabels(Server server) {
    this.server = server;
  }

  /**
   * What is published.
   *
   * @throws dev.strongroom.sdk.server.ServerException if this user does not manage it
   */
  public Optional<String> of(Proposal.Kind kind, ChainId chain) {
    String label = server.get(path(kind, chain)).path("label").asText();
    return label.isEmpty() ? Optional.empty() : Optional.of(label);
  }

  /**
   * Publishes a label in place of any other.
   *
   * @param label one line of 1 to 100 characters
   */
  public void publish(Proposal.Kind kind, ChainId chain, String label) {
    server.put(path(kind, chain), Map.of("label", label));
  }

  /** Takes it away; who has read it may remember it. */
  public void clear(Proposal.Kind kind, ChainId chain) {
    server.delete(path(kind, chain));
  }

  private static String path(Proposal.Kind kind, ChainId chain) {
    String kinds =
        switch (kind) {
          case GROUP -> "groups";
          case ROOM -> "rooms";
        };
    return "/access/v1/" + kinds + "/" + chain + "/label";
  }
}
