package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Hash;
import dev.strongroom.sdk.device.OutgoingFiles;
import dev.strongroom.sdk.device.OutgoingFiles.Outgoing;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.List;
import java.util.Map;

/**
 * Hands links in. After an unclear answer the same bytes are sent again, by this process or a later
 * one, until it is known what became of them (section 3, rule 5): so an honest client never signs
 * two links for one place, and a lost answer costs nothing.
 */
public final class LinkSubmission {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final OutgoingFiles files;

  public LinkSubmission(Server server, OutgoingFiles files) {
    this.server = server;
    this.files = files;
  }

  /** What became of a link that an earlier run had left open. */
  public record Settled(Hash link, String chain, boolean taken) {}

  /**
   * Hands a link in.
   *
   * @param chain the chain's id; empty for a first link
   * @throws ServerException refused, and so never taken; {@code isStale} if another link came
   *     first; {@link ServerException#AWAY} or 5xx if it is not known, and then {@link #settle}
   *     sends it again
   */
  void submit(Hash link, String path, String chain, Map<String, Object> body) {
    send(new Outgoing(link, path, chain, JSON.valueToTree(body)));
  }

  private void send(Outgoing outgoing) {
    files.keep(outgoing);
    try {
      server.post(outgoing.path(), outgoing.body());
      files.forget(outgoing.link());
    } catch (ServerException e) {
      if (isAnswer(e)) {
        files.forget(outgoing.link());
      }
      throw e;
    }
  }

  /** Whether the refusal is of the link itself; what may change by itself settles nothing. */
  private static boolean isAnswer(ServerException e) {
    return e.status() / 100 == 4 && e.status() != 401 && e.status() != 408 && e.status() != 429;
  }

  /**
   * Sends what was left open again.
   *
   * @throws ServerException while the server is away: nothing else is signed before that is settled
   */
  public List<Settled> settle() {
    return files.all().stream().map(this::settle).toList();
  }

  private Settled settle(Outgoing outgoing) {
    try {
      send(outgoing);
      return new Settled(outgoing.link(), outgoing.chain(), true);
    } catch (ServerException e) {
      if (!isAnswer(e)) {
        throw e;
      }
      return new Settled(outgoing.link(), outgoing.chain(), false);
    }
  }

  /** Links of which it is not known yet whether they were taken. */
  public List<Hash> open() {
    return files.all().stream().map(Outgoing::link).toList();
  }
}
