package dev.strongroom.access.decision;

import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose keys changed, and which were given up for compromise: asked of the directory at the moment
 * when it decides something, and kept, so that only what is new is asked for.
 */
@ApplicationScoped
public class Rotations {
  private final Directory directory;
  private final RotationRows rows;

  @Inject
  Rotations(Directory directory, RotationRows rows) {
    this.directory = directory;
    this.rows = rows;
  }

  /**
   * Looks for what the log has by now.
   *
   * @throws dev.strongroom.kit.problem.Problem {@code unavailable} if the directory is away
   */
  public void refresh() {
    long from = rows.seen();
    while (true) {
      Directory.Rotations found = directory.rotations(from);
      boolean full = found.rotations().size() == Directory.Rotations.MOST;
      long next = full ? found.rotations().getLast().index() + 1 : found.size();
      if (next > from) {
        rows.keep(found.rotations(), compromises(found), next);
      }
      if (!full) {
        return;
      }
      from = next;
    }
  }

  /** Of everybody whose keys changed: the identities given up for compromise, and where. */
  private List<Compromise> compromises(Directory.Rotations found) {
    return found.rotations().stream()
        .map(Directory.Rotation::user)
        .distinct()
        .map(UserId::parse)
        .flatMap(user -> compromises(user, directory.identitiesOf(user)))
        .toList();
  }

  /** An identity whose secret others may hold, from a place in the log on. */
  record Compromise(Bytes identity, UserId user, long index) {}

  private static Stream<Compromise> compromises(UserId user, IdentityChain chain) {
    Map<Bytes, Compromise> given = new LinkedHashMap<>();
    Stream.concat(Stream.of(chain.main()), chain.resets().stream())
        .forEach(line -> collect(user, line, given));
    return given.values().stream();
  }

  private static void collect(UserId user, IdentityLine line, Map<Bytes, Compromise> into) {
    for (int later = 1; later < line.generations().size(); later++) {
      if (line.generations().get(later).body().cause() == Identity.Cause.COMPROMISE) {
        long index = line.indexes().get(later);
        line.generations().subList(0, later).stream()
            .map(generation -> generation.hash().value())
            .forEach(hash -> into.put(hash, new Compromise(hash, user, index)));
      }
    }
  }

  /** Users of whom the log has a further statement at {@code index} or later, as far as looked. */
  @Transactional
  public Set<UserId> changedSince(long index) {
    return Set.copyOf(rows.changedSince(index));
  }
}
