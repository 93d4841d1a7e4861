package dev.strongroom.access.request;

import dev.strongroom.access.decision.Decisions;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reminds managers of a request, once in a while. */
@ApplicationScoped
class Nudges {
  private static final Duration ONCE_IN = Duration.ofHours(1);

  private final Decisions decisions;
  private final Managers managers;
  private final Outbox outbox;

  @Inject
  Nudges(Decisions decisions, Managers managers, Outbox outbox) {
    this.decisions = decisions;
    this.managers = managers;
    this.outbox = outbox;
  }

  /**
   * @param administrator whether the caller is one
   * @throws Problem {@code conflict} for one that was answered, that waits for no manager, or whose
   *     managers were reminded within the hour
   */
  @Transactional
  RequestEntity nudge(UserId user, boolean administrator, boolean sees, Bytes id) {
    RequestEntity row =
        RequestEntity.locked(id)
            .filter(found ->
                sees || found.filedBy().equals(user) || decisions.manages(user, found.chainId()))
            .orElseThrow(Problem::notFound);
    if (!administrator && !row.filedBy().equals(user)) {
      throw new Problem(
          Reason.FORBIDDEN, "An administrator reminds of a request, or who filed it.");
    }
    Instant now = Instant.now();
    if (row.state(now) != State.OPEN) {
      throw new Problem(Reason.CONFLICT, "This request waits for no manager.");
    }
    Optional<Instant> last = Optional.ofNullable(row.nudged_at);
    if (last.filter(at -> at.plus(ONCE_IN).isAfter(now)).isPresent()) {
      throw new Problem(Reason.CONFLICT, "Its managers were reminded within the hour.");
    }
    row.nudged_at = now;
    List<String> who = managers.of(row.chainId());
    // Whoever asks for himself is not told whether anybody is there.
    if (!who.isEmpty()) {
      outbox.append(
          new DomainEvent.RequestNudged(
              row.chainId().toString(), user.toString(), row.id().toBase64Url(), who));
    }
    return row;
  }
}
