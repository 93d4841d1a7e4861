package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Hash;
import dev.strongroom.sdk.device.OutgoingFiles;
import dev.strongroom.sdk.device.OutgoingFiles.Outgoing;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hands links in. After an unclear answer the same bytes are sent again, by this process or a later
 * one, until it is known what became of them (section 3, rule 5): so an honest client never signs
 * two links for one place, and a lost answer costs nothing.
 */
public final class LinkSubmission {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final OutgoingFiles files;
  private final Optional<Hash> givenUp;

  public LinkSubmission(Server server, OutgoingFiles files) {
    this(server, files, Optional.empty());
  }

  private LinkSubmission(Server server, OutgoingFiles files, Optional<Hash> givenUp) {
    this.server = server;
    this.files = files;
    this.givenUp = givenUp;
  }

  /** For the link that takes the place of {@code open}, which is never sent again from then on. */
  LinkSubmission insteadOf(Hash open) {
    return new LinkSubmission(server, files, Optional.of(open));
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
    send(new Outgoing(link, path, chain, JSON.valueToTree(body), givenUp));
  }

  private void send(Outgoing outgoing) {
    files.keep(outgoing);
    outgoing.insteadOf().ifPresent(files::forget);
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
  static boolean isAnswer(ServerException e) {
    return e.status() / 100 == 4 && e.status() != 401 && e.status() != 408 && e.status() != 429;
  }

  /**
   * Sends what was left open again.
   *
   * @throws ServerException while the server is away: nothing else is signed before that is settled
   */
  public List<Settled> settle() {
    return pending().stream().map(this::settle).toList();
  }

  /** What is under way; without what was given up, if this client stopped in between. */
  private List<Outgoing> pending() {
    List<Outgoing> all = files.all();
    Set<Hash> gone = new HashSet<>();
    all.forEach(outgoing -> outgoing.insteadOf().ifPresent(gone::add));
    gone.forEach(files::forget);
    return all.stream().filter(outgoing -> !gone.contains(outgoing.link())).toList();
  }

  Settled settle(Outgoing outgoing) {
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
    return pending().stream().map(Outgoing::link).toList();
  }

  /** The link that is under way with this hash, or that stands in for it. */
  Optional<Outgoing> find(Hash link) {
    return pending().stream()
        .filter(o -> o.link().equals(link) || o.insteadOf().equals(Optional.of(link)))
        .findFirst();
  }

  void keep(Outgoing outgoing) {
    files.keep(outgoing);
  }

  void forget(Outgoing outgoing) {
    files.forget(outgoing.link());
  }
}
