package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
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
 * Hands links in. What became of one is what the directory log says, and not the server's answer
 * (section 3, rules 2 and 5). Until that shows the link or another one in its place, the same bytes
 * are sent again, by this process or a later one: so an honest client never signs two links for one
 * place, and a lost answer costs nothing.
 */
public final class LinkSubmission {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final OutgoingFiles files;
  private final LinkProof proof;
  private final Optional<Hash> givenUp;

  public LinkSubmission(Server server, OutgoingFiles files, LinkProof proof) {
    this(server, files, proof, Optional.empty());
  }

  private LinkSubmission(
      Server server, OutgoingFiles files, LinkProof proof, Optional<Hash> givenUp) {
    this.server = server;
    this.files = files;
    this.proof = proof;
    this.givenUp = givenUp;
  }

  /** For the link that takes the place of {@code open}, which is never sent again from then on. */
  LinkSubmission insteadOf(Hash open) {
    return new LinkSubmission(server, files, proof, Optional.of(open));
  }

  /** What became of a link that an earlier run had left open. */
  public record Settled(Hash link, String chain, boolean taken) {}

  /**
   * Hands a link in, and returns once the log shows that it counts.
   *
   * @param chain the chain's id; empty for a first link
   * @throws ServerException refused; {@code isStale} if the log shows that another link came first;
   *     any other 409, {@link ServerException#AWAY} or 5xx if it is not known, and then {@link
   *     #settle} sends it again
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} if the server says that it was
   *     taken, or that another was, and the log has nothing in its place: {@link #settle} sends it
   *     again
   */
  void submit(Hash link, String path, String chain, Map<String, Object> body) {
    send(new Outgoing(link, path, chain, JSON.valueToTree(body), givenUp));
  }

  private void send(Outgoing outgoing) {
    files.keep(outgoing);
    outgoing.insteadOf().ifPresent(files::forget);
    long known = proof.known();
    try {
      server.post(outgoing.path(), outgoing.body());
    } catch (ServerException e) {
      afterRefusal(outgoing, e, known);
      return;
    }
    switch (proof.of(outgoing, known)) {
      case COUNTS -> files.forget(outgoing.link());
      case OPEN, OUTDATED ->
          throw unproved("the server says that it took a change, and its log does not have it");
      case OVERTAKEN -> {
        files.forget(outgoing.link());
        throw new ServerException(409, "stale-head", "Somebody else's change came first.");
      }
      case VOID -> {
        files.forget(outgoing.link());
        throw new ServerException(
            422,
            "statement-refused",
            "Something else was logged before this change, and it is not valid any more.");
      }
    }
  }

  /** Ends without an exception where the log shows that it was taken, whatever was answered. */
  private void afterRefusal(Outgoing outgoing, ServerException e, long known) {
    if (!e.isRefusal() && e.status() != 409 && !e.isStale()) {
      throw e;
    }
    switch (proof.of(outgoing, known)) {
      case COUNTS -> files.forget(outgoing.link());
      case OVERTAKEN, VOID, OUTDATED -> {
        files.forget(outgoing.link());
        throw e;
      }
      case OPEN -> {
        if (e.isStale()) {
          throw unproved("the server says that another change came first, and its log has none");
        }
        if (e.isRefusal()) {
          // Nobody can prove that no copy was kept; but nothing is signed again by itself.
          files.forget(outgoing.link());
        }
        throw e;
      }
    }
  }

  private static AuthenticationException unproved(String what) {
    return new AuthenticationException(
        ErrorCode.DIR_PROOF, what + ": it waits, and is sent again (strongroom links list)");
  }

  /**
   * Sends what was left open again.
   *
   * @throws ServerException while the server is away: nothing else is signed before that is settled
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} likewise
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
      if (find(outgoing.link()).isPresent()) {
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
