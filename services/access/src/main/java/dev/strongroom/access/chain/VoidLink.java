package dev.strongroom.access.chain;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.chain.ChainReplay;
import java.util.List;

/** A link is not valid at its place in the directory log, or its place in the chain is taken. */
final class VoidLink extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Problem why;

  VoidLink(Problem why) {
    super(why);
    this.why = why;
  }

  /** From what a replay found: a rule that the link breaks, or nothing for it to stand on. */
  static VoidLink of(List<ChainReplay.Voided> found) {
    return found.isEmpty()
        ? new VoidLink(ChainStore.stale())
        : new VoidLink(
            new Problem(
                Reason.STATEMENT_REFUSED,
                found.getFirst().why()
                    + ": something else was logged before this, and it is not valid any more."));
  }

  /** What its author is told, now and whenever he asks again. */
  Problem why() {
    return why;
  }
}
