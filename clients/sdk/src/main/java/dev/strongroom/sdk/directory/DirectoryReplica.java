package dev.strongroom.sdk.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.EvidenceFiles;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * This client's copy of the directory log: every entry, under checkpoints of which each continues
 * the one before. It only grows, over all processes of the client, and nothing older or other is
 * taken. Thread-safe.
 *
 * <p>Errors: {@link ErrorCode#LOG_SIG} for a checkpoint that the log did not sign, {@link
 * ErrorCode#LOG_FORK} for one that does not continue the one held here (both are kept as evidence),
 * {@link ErrorCode#DIR_STALE} for one that ends before it, {@link ErrorCode#DIR_PROOF} for entries
 * that are not those under it, {@link ErrorCode#LIMIT} beyond {@link #MAX_ENTRIES}.
 */
public final class DirectoryReplica {
  /** More than three times what 100,000 users come to. */
  public static final long MAX_ENTRIES = 4_000_000;

  private static final int PAGE = 20_000;
  private static final int MAX_ACCEPTED = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final OrganisationId organisation;
  private final List<NoteKey> keys;
  private final ReplicaFile file;
  private final EvidenceFiles evidence;
  private final Set<String> accepted = new HashSet<>();
  private DirectoryLog log;

  /** As many entries of the file are known to be those of {@link #log}. */
  private long onDisk;

  private Optional<Checkpoint> pinned = Optional.empty();
  private Optional<UserId> watched = Optional.empty();
  private int watchedSize;

  private DirectoryReplica(
      Server server, OrganisationId organisation, List<NoteKey> keys, Device device) {
    this.server = server;
    this.organisation = organisation;
    this.keys = List.copyOf(keys);
    this.file = new ReplicaFile(device.folder());
    this.evidence = device.evidence();
    this.log = new DirectoryLog(organisation);
  }

  /**
   * Opens the copy in the client's folder, and goes on to what the log is now.
   *
   * @param keys of the directory log, as the policy names them
   */
  public static DirectoryReplica open(
      Server server, OrganisationId organisation, List<NoteKey> keys, Device device) {
    return open(server, organisation, keys, device, "");
  }

  /**
   * Likewise, where the client knows a checkpoint from elsewhere, such as from its key slot: a log
   * that does not continue it is not taken, and nothing of it is kept.
   *
   * @param known the checkpoint's note; empty where there is none
   */
  public static DirectoryReplica open(
      Server server, OrganisationId organisation, List<NoteKey> keys, Device device, String known) {
    DirectoryReplica replica = new DirectoryReplica(server, organisation, keys, device);
    replica.load();
    Optional<Checkpoint> checkpoint =
        known.isEmpty() ? Optional.empty() : Optional.of(Checkpoint.open(known, keys));
    checkpoint
        .filter(c -> replica.pinned.filter(p -> p.size() >= c.size()).isEmpty())
        .ifPresent(c -> replica.pinned = Optional.of(c));
    replica.advance();
    checkpoint.ifPresent(replica::requireCovered);
    return replica;
  }

  private void requireCovered(Checkpoint checkpoint) {
    if (!covers(checkpoint)) {
      throw stale();
    }
  }

  /**
   * The key that the server says its log has: for whoever founds an organisation, and to be shown.
   */
  public static NoteKey keyOf(Server server) {
    return NoteKey.parse(server.get("/identity/v1/log/key").path("key").asText());
  }

  /** What is damaged on disk is fetched again; that the checkpoint was seen is not forgotten. */
  private void load() {
    pinned = file.note().map(note -> Checkpoint.open(note, keys));
    if (pinned.isPresent()) {
      DirectoryLog kept = new DirectoryLog(organisation);
      try {
        kept.advance(pinned.get(), file.entries(0, pinned.get().size()));
        log = kept;
        onDisk = kept.size();
      } catch (ProtocolException _) {
        log = new DirectoryLog(organisation);
      }
    }
  }

  /**
   * Takes a checkpoint that this client knows from elsewhere, such as from its key slot: nothing
   * that does not continue it is taken from then on.
   */
  public synchronized void pin(String note) {
    Checkpoint known = Checkpoint.open(note, keys);
    if (!covers(known)) {
      advance();
      if (!covers(known)) {
        throw stale();
      }
    }
  }

  /** Goes on to the newest checkpoint that the server has. */
  public synchronized void advance() {
    long have = log.size();
    JsonNode answer = server.get("/identity/v1/log/checkpoint?have=" + have);
    Checkpoint next = Checkpoint.open(answer.path("checkpoint").asText(), keys);
    if (pinned.filter(p -> next.size() < p.size()).isPresent()) {
      throw stale();
    }
    if (next.size() > MAX_ENTRIES) {
      throw new MalformedException(ErrorCode.LIMIT, "the directory log is over its limit");
    }
    List<DirectoryEntry> added = List.of();
    if (next.size() > have) {
      List<Hash> proof = new ArrayList<>();
      answer.path("consistency").forEach(hash -> proof.add(Hash.parse(hash.asText())));
      keepingEvidence(next, () -> log.requireConsistent(next, proof));
      added = fetched(have, next.size());
    }
    take(next, added);
    persist();
  }

  private void take(Checkpoint next, List<DirectoryEntry> added) {
    if (pinned.filter(p -> p.size() > log.size()).isEmpty()) {
      keepingEvidence(next, () -> log.advance(next, added));
    } else {
      // What is on disk was damaged: all of it was fetched, and must contain what was seen.
      DirectoryLog fresh = new DirectoryLog(organisation);
      List<DirectoryEntry> all = new ArrayList<>(log.from(0));
      all.addAll(added);
      fresh.advance(next, all);
      keepingEvidence(next, () -> pinned.ifPresent(fresh::covers));
      log = fresh;
    }
    pinned = log.newest();
  }

  private List<DirectoryEntry> fetched(long from, long to) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (long at = from; at < to; at += PAGE) {
      long end = Math.min(at + PAGE, to);
      JsonNode answer = server.get("/identity/v1/log/entries?from=" + at + "&to=" + end);
      Bytes page = Bytes.fromBase64Url(answer.path("entries").asText());
      if (page.length() != (end - at) * DirectoryEntry.LENGTH_BYTES) {
        throw unproved("the directory keeps back entries of its log");
      }
      entries.addAll(ReplicaFile.decode(page, 0, end - at));
    }
    return entries;
  }

  /** Another process of this client may have been further, or was shown something else. */
  private void persist() {
    file.locked(() -> {
      Optional<Checkpoint> kept = file.note().map(note -> Checkpoint.open(note, keys));
      if (kept.filter(k -> k.size() > log.size()).isPresent()) {
        catchUpWith(kept.get());
        return;
      }
      kept.ifPresent(k -> keepingEvidence(k, () -> log.covers(k)));
      long there = Math.min(onDisk, kept.map(Checkpoint::size).orElse(0L));
      if (kept.isEmpty() || there < log.size()) {
        file.write(there, log.from(there), log.newest().orElseThrow().note());
      }
      onDisk = log.size();
    });
  }

  private void catchUpWith(Checkpoint further) {
    List<DirectoryEntry> added = file.entries(log.size(), further.size());
    if (added.size() == further.size() - log.size()) {
      keepingEvidence(further, () -> log.advance(further, added));
      onDisk = log.size();
    }
    pinned = Optional.of(further);
  }

  private void keepingEvidence(Checkpoint shown, Runnable check) {
    try {
      check.run();
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.LOG_FORK) {
        evidence.keep(
            Sha256.of(Bytes.utf8(shown.note())),
            JSON.createObjectNode()
                .put("evidence", "LOG_FORK")
                .put("held", pinned.map(Checkpoint::note).orElse(""))
                .put("shown", shown.note()));
      }
      throw e;
    }
  }

  /**
   * The newest checkpoint that this client knows, for a statement of its own.
   *
   * @throws AuthenticationException {@link ErrorCode#SELF_KEY_CHANGED}, see {@link #watch}
   */
  public synchronized String note() {
    requireOwnLabel();
    return pinned.map(Checkpoint::note).orElseThrow();
  }

  /** The newest checkpoint that this client has verified. */
  public synchronized Checkpoint newest() {
    return pinned.orElseThrow();
  }

  /** How many entries the copy has. */
  public synchronized long size() {
    return log.size();
  }

  /**
   * What statements' checkpoints are held against: each must be one of this very log. A newer one
   * than is known here is caught up with first.
   */
  public Checkpoints checkpoints() {
    return new Checkpoints() {
      @Override
      public void accept(String note) {
        requireOfThisLog(note);
      }

      @Override
      public boolean isConcurrent() {
        return true;
      }
    };
  }

  /** The signature is checked outside of the lock: that is what many threads can do at once. */
  private void requireOfThisLog(String note) {
    if (!isAccepted(note)) {
      requireCovered(note, Checkpoints.carried(note, keys));
    }
  }

  private synchronized boolean isAccepted(String note) {
    return accepted.contains(note);
  }

  private synchronized void requireCovered(String note, Checkpoint checkpoint) {
    if (!covers(checkpoint)) {
      advance();
      if (!covers(checkpoint)) {
        throw stale();
      }
    }
    if (accepted.size() >= MAX_ACCEPTED) {
      accepted.clear();
    }
    accepted.add(note);
  }

  private boolean covers(Checkpoint checkpoint) {
    boolean[] covered = new boolean[1];
    keepingEvidence(checkpoint, () -> covered[0] = log.covers(checkpoint));
    return covered[0];
  }

  /** The entries about one subject, oldest first. */
  public synchronized List<DirectoryLog.Logged> of(DirectoryEntry.Kind kind, Bytes subject) {
    return List.copyOf(log.of(kind, subject));
  }

  /** Where the log has a statement; the log is caught up with if it is not here yet. */
  public synchronized Optional<Long> indexOf(Hash payload) {
    if (log.byPayload(payload).isEmpty()) {
      advance();
    }
    return log.byPayload(payload).map(DirectoryLog.Logged::index);
  }

  /**
   * Requires that the log has a statement that was handed in; it is caught up with if it is not
   * here yet. The server's word that it was taken is none.
   *
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF}
   */
  public void requireLogged(Hash payload) {
    if (indexOf(payload).isEmpty()) {
      throw unproved("the server says that it took a statement, and its log does not have it");
    }
  }

  /** Whether nothing between two places of the log can have changed anybody's role or keys. */
  public synchronized boolean keepsRoles(long from, long to) {
    return log.between(from, to).stream()
        .map(DirectoryEntry::kind)
        .noneMatch(
            kind -> kind == DirectoryEntry.Kind.IDENTITY || kind == DirectoryEntry.Kind.GROUP);
  }

  /**
   * Where the log has the statements that were served about a subject.
   *
   * @param served hashes of all that was served
   * @return one index for each of {@code served}; empty if the log has more about the subject than
   *     was served, which an honest server does only while something new comes in
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} for one that is not in the log
   */
  public synchronized Optional<List<Long>> indexesOf(
      DirectoryEntry.Kind kind, Bytes subject, List<Hash> served) {
    List<Long> indexes = new ArrayList<>();
    for (Hash hash : served) {
      indexes.add(
          indexOf(hash)
              .filter(index -> isAbout(index, kind, subject))
              .orElseThrow(() -> unproved("a statement that is not in the directory log")));
    }
    boolean complete =
        of(kind, subject).stream().allMatch(logged -> served.contains(logged.entry().payload()));
    return complete ? Optional.of(indexes) : Optional.empty();
  }

  private boolean isAbout(long index, DirectoryEntry.Kind kind, Bytes subject) {
    return log.of(kind, subject).stream().anyMatch(logged -> logged.index() == index);
  }

  /**
   * From now on {@link #note} refuses once something more about this user is logged: whoever signs
   * has seen his own label (T11). A client that is opened anew sees what it is, and whether it was
   * made or confirmed here.
   */
  public synchronized void watch(UserId user) {
    watched = Optional.of(user);
    watchedSize = of(DirectoryEntry.Kind.IDENTITY, user.value()).size();
  }

  private void requireOwnLabel() {
    boolean changed =
        watched
            .map(user -> of(DirectoryEntry.Kind.IDENTITY, user.value()).size() != watchedSize)
            .orElse(false);
    if (changed) {
      throw new AuthenticationException(
          ErrorCode.SELF_KEY_CHANGED,
          "the directory log has a change of your keys since this client was opened: nothing is"
              + " signed before you have seen it");
    }
  }

  /** What a chain of statements that leaves one out ends in. */
  public static AuthenticationException incomplete() {
    return unproved("the directory leaves out what its log has");
  }

  private static AuthenticationException unproved(String what) {
    return new AuthenticationException(ErrorCode.DIR_PROOF, what);
  }

  private static StaleException stale() {
    return new StaleException(
        ErrorCode.DIR_STALE, "the directory ends before what this client knows to be in it");
  }
}
