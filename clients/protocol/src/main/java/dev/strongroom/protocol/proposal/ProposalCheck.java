package dev.strongroom.protocol.proposal;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Checks whether a proposal still counts (T73). Whether its author may propose such a thing, and
 * whether the person is confirmed, is for whoever answers to decide.
 */
public final class ProposalCheck {
  /** How far a proposer's clock may be ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final OrganisationId organisation;
  private final Identities identities;

  public ProposalCheck(OrganisationId organisation, Identities identities) {
    this.organisation = organisation;
    this.identities = identities;
  }

  /**
   * Requires that {@code proposal} is signed, under a key that its author has not replaced, and not
   * expired.
   *
   * @return who proposes
   * @throws AuthenticationException {@link ErrorCode#STATEMENT} for a signature that is not its
   *     author's, else {@link ErrorCode#PROPOSAL}
   */
  public IdentityChain requireSigned(Signed<Proposal> proposal, Instant now) {
    Proposal body = proposal.body();
    body.header().requireOrganisation(organisation);
    IdentityChain author = body.author().requireSigned(proposal, body.header(), identities);
    if (!author.isNewestBefore(body.author().identity(), Order.NOW)) {
      throw refused("a proposal under a key that its author has replaced");
    }
    if (now.isAfter(body.expires()) || now.isBefore(body.header().time().minus(AHEAD))) {
      throw refused("a proposal that has expired, or is of a time to come");
    }
    return author;
  }

  /**
   * Requires that {@code proposal} counts for the group as it is now.
   *
   * @param headAt hash of the group's link in a place, where it has one
   * @throws AuthenticationException {@link ErrorCode#PROPOSAL}
   */
  public void requireFor(
      Signed<Proposal> proposal, GroupState newest, LongFunction<Optional<Hash>> headAt) {
    Proposal body = proposal.body();
    requireSeen(body, Proposal.Kind.GROUP, newest.id(), headAt);
    requireOpen(proposal, newest.answered(), newest.removed());
    requireFits(
        body,
        Optional.ofNullable(newest.members().get(body.user())).map(GroupState.Member::identity));
  }

  /** The same for a room. */
  public void requireFor(
      Signed<Proposal> proposal, RoomState newest, LongFunction<Optional<Hash>> headAt) {
    Proposal body = proposal.body();
    requireSeen(body, Proposal.Kind.ROOM, newest.id(), headAt);
    requireOpen(proposal, newest.answered(), newest.removed());
    requireFits(
        body,
        Optional.ofNullable(newest.grants().get(new Grantee.User(body.user())))
            .flatMap(Grant::identity));
  }

  private static void requireSeen(
      Proposal body, Proposal.Kind kind, ChainId chain, LongFunction<Optional<Hash>> headAt) {
    Proposal.Seen seen = body.seen();
    if (seen.kind() != kind || !seen.chain().equals(chain)) {
      throw refused("a proposal for another group or room");
    }
    if (!headAt.apply(seen.sequence()).equals(Optional.of(seen.head()))) {
      throw refused("a proposal by one who saw another history");
    }
  }

  /** A hash counts once, and not after a later link removed the person. */
  private static void requireOpen(
      Signed<Proposal> proposal, Map<Hash, Long> answered, Map<Bytes, Long> removed) {
    if (answered.containsKey(proposal.hash())) {
      throw refused("a proposal that was answered before");
    }
    Long removal = removed.get(proposal.body().user().value());
    if (removal != null && removal > proposal.body().seen().sequence()) {
      throw refused("a proposal from before its person was removed");
    }
  }

  private void requireFits(Proposal body, Optional<Hash> listed) {
    IdentityChain person = identities.of(body.user());
    boolean adds = body.action() == Proposal.Action.ADD;
    boolean listedAsSuch =
        listed
            .filter(hash ->
                person.standsFor(hash, body.identity()) || person.standsFor(body.identity(), hash))
            .isPresent();
    // Under whatever keys he stands there: an addition exchanges nobody's (T74).
    boolean fits = adds ? listed.isEmpty() : listedAsSuch;
    if (!fits) {
      throw refused("a proposal for what is so already, or of somebody who is not there");
    }
    boolean replaced = person.compromisedBetween(body.identity(), Long.MIN_VALUE, Order.NOW);
    if (adds && (replaced || person.standing(body.identity()).isEmpty())) {
      throw refused("a proposal that names keys which its person no longer has");
    }
  }

  private static AuthenticationException refused(String what) {
    return new AuthenticationException(ErrorCode.PROPOSAL, what);
  }
}
