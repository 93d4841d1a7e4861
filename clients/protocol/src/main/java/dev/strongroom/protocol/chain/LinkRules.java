package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Header;
import java.util.HashSet;
import java.util.List;

/** What holds for links of groups and rooms alike. */
final class LinkRules {
  private LinkRules() {}

  static void requireOrganisation(Header header, OrganisationId organisation) {
    if (!header.organisation().equals(organisation)) {
      throw LinkException.statement("a link of another organisation");
    }
  }

  /**
   * A checkpoint that the log did not sign makes the link invalid; one that forks is no rule's.
   *
   * @return how many entries of the log the author knew
   */
  static long requireCheckpoint(String note, Checkpoints checkpoints, Ahead ahead) {
    if (ahead.checkpoint()) {
      return sizeOf(note);
    }
    try {
      checkpoints.accept(note);
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.STATEMENT) {
        throw LinkException.statement("a link with a checkpoint that the log did not sign");
      }
      throw e;
    }
    return sizeOf(note);
  }

  private static long sizeOf(String note) {
    try {
      return Checkpoints.sizeOf(note);
    } catch (MalformedException e) {
      throw LinkException.malformed(e);
    }
  }

  /** Only a link that changes answers proposals, and only a rekey gives a reason. */
  static void requireWellFormed(Cause cause, List<Hash> proposals, boolean box) {
    boolean twice = new HashSet<>(proposals).size() != proposals.size();
    if (twice || !proposals.isEmpty() && cause != Cause.CHANGE || box && cause != Cause.REKEY) {
      throw JsonObject.malformed("a link's proposals or reason do not fit its kind");
    }
  }

  static List<Hash> proposals(JsonObject in) {
    return in.has("proposals")
        ? in.texts("proposals").stream().map(Hash::parse).toList()
        : List.of();
  }

  static boolean box(JsonObject in) {
    if (!in.has("reason")) {
      return false;
    }
    if (!in.text("reason").equals("box")) {
      throw JsonObject.malformed("not a reason for a rekey");
    }
    return true;
  }

  static void write(JsonObject.Builder out, List<Hash> proposals, boolean box) {
    if (!proposals.isEmpty()) {
      out.putTexts("proposals", proposals.stream().map(Hash::toString).toList());
    }
    if (box) {
      out.put("reason", "box");
    }
  }

  /** A proposal is answered once. */
  static ListMap<Hash, Long> answered(
      ListMap<Hash, Long> before, List<Hash> proposals, long sequence) {
    ListMap<Hash, Long> after = before;
    for (Hash proposal : proposals) {
      if (after.containsKey(proposal)) {
        throw LinkException.proposal("a link answers a proposal that was answered before");
      }
      after = after.with(proposal, sequence);
    }
    return after;
  }

  /**
   * Whom a link names must have that identity by then, and not have replaced it for compromise.
   *
   * @param at the link's own place in the log
   */
  static void requireNamed(Identities identities, UserId user, Hash identity, long at) {
    if (identities.isAllOf(user, identity, at)) {
      return;
    }
    IdentityChain chain = identities.of(user);
    if (chain.byHash(identity).isEmpty()) {
      throw LinkException.chain("a link names an identity that its user never had");
    }
    if (chain.standing(identity, at).isEmpty()
        || chain.compromisedBetween(identity, Long.MIN_VALUE, at)) {
      throw LinkException.order(
          "a link names an identity that was not in the log, or was replaced for compromise");
    }
  }

  /**
   * Whether who stood in a list as {@code before} stands there as {@code after} with keys that the
   * present epoch may have been opened with: he himself, but for routine rotations.
   */
  static boolean keepsKeys(Identities identities, UserId user, Hash before, Hash after) {
    return before.equals(after) || identities.of(user).isCoveredBy(before, after);
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
