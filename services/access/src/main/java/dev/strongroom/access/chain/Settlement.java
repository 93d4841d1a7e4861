package dev.strongroom.access.chain;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes a link in steps that are each durable, so that wherever this service stops one link is
 * accepted in the end, and everybody who asks is told which: it is checked and kept; then the
 * directory log has it at some place; then it is judged as of that place. Whoever finds a link that
 * waits finishes it first, by the same steps, before he goes on.
 */
@ApplicationScoped
class Settlement {
  private static final Logger LOG = Logger.getLogger(Settlement.class);

  /** Each failure means that another link of the chain was finished meanwhile. */
  private static final int TRIES = 20;

  /** A link that has waited for so long has lost the request that brought it. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(3);

  private static final int AT_ONCE = 100;

  private final SettlementSteps steps;
  private final PendingLinks pending;
  private final Directory directory;
  private final ChainStates states;

  @Inject
  Settlement(SettlementSteps steps, PendingLinks pending, Directory directory, ChainStates states) {
    this.steps = steps;
    this.pending = pending;
    this.directory = directory;
    this.states = states;
  }

  /**
   * Takes a link, or tells what became of it before: to its author even if he is not there any
   * more.
   *
   * @param let throws if its author may not hand anything in here
   * @throws Problem {@code stale-head} if its place is taken; {@code statement-refused} if it
   *     breaks a rule now, or broke one at its place in the log; {@code unavailable} if the
   *     directory is away: the link may be taken even so, and the same bytes sent again are told
   * @throws dev.strongroom.protocol.ProtocolException if it does not verify now: nothing was kept
   */
  LinkAnswer handIn(Handed link, Runnable let) {
    Optional<Directory.Logged> before = steps.outcome(link.hash());
    if (before.isPresent()) {
      return LinkAnswer.of(link.chain(), before.get());
    }
    let.run();
    return take(link);
  }

  private LinkAnswer take(Handed link) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      settle(link.chain());
      if (steps.outcome(link.hash()).isEmpty() && steps.keep(link)) {
        finish(link);
      }
      Optional<Directory.Logged> known = steps.outcome(link.hash());
      if (known.isPresent()) {
        return LinkAnswer.of(link.chain(), known.get());
      }
    }
    throw new Problem(Reason.CONFLICT, "Too much happens to this at once: try again in a moment.");
  }

  /** Finishes the link of a chain that waits, if there is one. */
  void settle(ChainId chain) {
    pending.of(chain).ifPresent(this::finish);
  }

  /** The same for who only reads: while the directory is away he gets what is accepted. */
  void settleIfPossible(ChainId chain) {
    try {
      settle(chain);
    } catch (Problem e) {
      LOG.debugf("a pending link of %s waits on: %s", chain, e.getMessage());
    }
  }

  private void finish(Handed link) {
    Directory.Logged place =
        directory.append(
            new Directory.Entry(
                link.kind().text(),
                link.chain().toString(),
                link.sequence(),
                link.hash().toString()));
    // What is kept from here on comes behind this place in the log.
    steps.groupsThatWait(link).forEach(this::settle);
    steps.judge(link, place).ifPresent(step -> step.remember(states));
  }

  /** Finishes what a crash left; at the start, and from time to time. */
  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void finishForgotten() {
    for (ChainId chain : pending.forgotten(FORGOTTEN, AT_ONCE)) {
      try {
        settle(chain);
      } catch (RuntimeException e) {
        LOG.warnf("a pending link of %s waits on: %s", chain, e.getMessage());
      }
    }
  }
}
