package dev.strongroom.sdk.rewrap;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.util.List;

/**
 * Shows the storage service the links that retired epochs. Any writer's client may, at any time: a
 * client that is killed between its link and this leaves it to the next.
 */
public final class RetirementNotice {
  /** As many links as the service takes. */
  private static final int MOST = 1_000;

  private final Server server;
  private final RoomDirectory directory;

  public RetirementNotice(Server server, RoomDirectory directory) {
    this.server = server;
    this.directory = directory;
  }

  /** Shows them where the service does not know of the newest retirement yet. */
  public RewrapProgress show(RoomDirectory.OpenRoom room) {
    RewrapService service = new RewrapService(server, room.id());
    RewrapProgress progress = service.progress();
    long oldest = room.newest().oldestEpoch();
    if (progress.retired() >= oldest) {
      return progress;
    }
    int before = lastBefore(room.states(), oldest);
    int count = room.states().size() - before;
    if (before < 0 || count > MOST) {
      return progress;
    }
    List<Bytes> links = directory.links(room.id(), before);
    return service.showRetirement(links.subList(0, count));
  }

  /** The link before the first that names {@code oldest}. */
  private static int lastBefore(List<RoomState> states, long oldest) {
    int at = states.size() - 1;
    while (at >= 0 && states.get(at).oldestEpoch() == oldest) {
      at--;
    }
    return at;
  }
}
