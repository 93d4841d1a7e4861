package dev.strongroom.kit.sibling;

import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Asks the access service, at this moment, what somebody may do in a room. */
@ApplicationScoped
public class Authority {
  /** Body of {@code POST /internal/v1/decisions}. */
  public record Question(String user, String room) {}

  /**
   * Its answer.
   *
   * @param role empty where he has none, or the room does not exist
   * @param link hash of the newest room link
   * @param rekeyDue whether the room's keys have to be renewed before anything is written: somebody
   *     left, gave up his keys for compromise, or was removed from a group, in the room or in one
   *     of its groups
   * @param directoryAway whether that could not be asked of the directory, so that nobody knows:
   *     nothing is written then
   */
  public record Decision(
      String role,
      long aclRevision,
      long linkSequence,
      String link,
      long epoch,
      long indexKey,
      boolean rekeyDue,
      boolean directoryAway) {
    public Optional<Role> asRole() {
      return role.isEmpty() ? Optional.empty() : Optional.of(Role.parse(role));
    }

    /** The same, from an authority that knows nothing of keys given up a moment ago. */
    public Decision withoutDirectory() {
      return new Decision(role, aclRevision, linkSequence, link, epoch, indexKey, rekeyDue, true);
    }

    /**
     * What everything that writes asks before it looks at the keys.
     *
     * @throws dev.strongroom.kit.problem.Problem {@code unavailable}: the same may succeed later
     */
    public void requireDirectory() {
      if (directoryAway) {
        throw Problem.unavailable("The directory");
      }
    }
  }

  private final Sibling sibling;
  private final KitConfig config;

  @Inject
  Authority(Sibling sibling, KitConfig config) {
    this.sibling = sibling;
    this.config = config;
  }

  public Decision decide(UserId user, ChainId room) {
    return sibling
        .post(
            config.accessUrl(),
            "/internal/v1/decisions",
            new Question(user.toString(), room.toString()),
            Decision.class)
        .orElseThrow(() -> Problem.unavailable("The authority on access"));
  }
}
