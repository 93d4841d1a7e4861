package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.statement.Header;

/** What holds for links of groups and rooms alike. */
final class LinkRules {
  private LinkRules() {}

  static void requireOrganisation(Header header, OrganisationId organisation) {
    if (!header.organisation().equals(organisation)) {
      throw LinkException.statement("a link of another organisation");
    }
  }

  /** A checkpoint that the log did not sign makes the link invalid; one that forks is no rule's. */
  static void requireCheckpoint(String note, Checkpoints checkpoints) {
    try {
      checkpoints.accept(note);
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.STATEMENT) {
        throw LinkException.statement("a link with a checkpoint that the log did not sign");
      }
      throw e;
    }
  }

  /** The next place after {@code sequence}, on the link with hash {@code head}. */
  static void requirePlace(Header header, long sequence, Hash head) {
    if (header.sequence() <= sequence) {
      throw LinkException.order("a link for a place that is taken");
    }
    if (!header.follows(sequence, head)) {
      throw LinkException.chain("a link does not follow on the one before it");
    }
  }
}
