package dev.strongroom.sdk.directory;

import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.sdk.server.Server;
import java.util.List;
import java.util.Optional;

/** This client's view of the directory log. Not for several threads. */
public final class DirectoryReplica {
  private final Server server;
  private final List<NoteKey> keys;
  private Optional<Checkpoint> newest = Optional.empty();

  /**
   * @param keys of the directory log, as the policy names them
   */
  public DirectoryReplica(Server server, List<NoteKey> keys) {
    this.server = server;
    this.keys = List.copyOf(keys);
  }

  /**
   * The key that the server says its log has: for whoever founds an organisation, and to be shown.
   */
  public static NoteKey keyOf(Server server) {
    return NoteKey.parse(server.get("/identity/v1/log/key").path("key").asText());
  }

  /** The newest checkpoint that this client knows, for a statement of its own. */
  public String note() {
    Checkpoint checkpoint = newest.orElseGet(this::fetched);
    newest = Optional.of(checkpoint);
    return checkpoint.note();
  }

  private Checkpoint fetched() {
    String note = server.get("/identity/v1/log/checkpoint?have=0").path("checkpoint").asText();
    return Checkpoint.open(note, keys);
  }

  /** What statements' checkpoints are held against. */
  public Checkpoints checkpoints() {
    return Checkpoints.signedBy(keys);
  }
}
