package dev.strongroom.protocol.deposit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Signed;
import java.util.Map;

/** Checks who sent a deposit, and whether he may still. */
public final class DepositCheck {
  private final OrganisationId organisation;
  private final ChainId room;
  private final Checkpoints checkpoints;

  public DepositCheck(OrganisationId organisation, ChainId room, Checkpoints checkpoints) {
    this.organisation = organisation;
    this.room = room;
    this.checkpoints = checkpoints;
  }

  /**
   * Requires that somebody who reaches the room, in any role, signed {@code deposit} under the link
   * that it cites.
   *
   * @param cited the room as that link leaves it
   * @throws AuthenticationException {@link ErrorCode#STATEMENT} for a signature that is not its
   *     author's, {@link ErrorCode#GROUP_ROLE} if he had no role there, {@link ErrorCode#DEPOSIT}
   *     for another epoch than the link's
   * @throws NotForThisKeyException {@link ErrorCode#KEY_MISMATCH} for a deposit of another room
   */
  public void requireAuthor(
      Signed<Deposit> deposit, RoomState cited, Identities identities, Groups groups) {
    Deposit body = deposit.body();
    body.header().requireOrganisation(organisation);
    checkpoints.accept(body.directory());
    IdentityChain author = body.author().requireSigned(deposit, body.header(), identities);
    if (!body.room().equals(room)) {
      throw new NotForThisKeyException(
          ErrorCode.KEY_MISMATCH, "a deposit that was sealed to another room");
    }
    if (!body.link().equals(cited.head()) || body.linkSequence() != cited.sequence()) {
      throw new AuthenticationException(
          ErrorCode.GROUP_ROLE, "a deposit cites a link that the room does not have");
    }
    boolean reaches =
        body.via().isPresent()
            ? cited
                .roleThrough(body.via().get(), author, body.author().identity(), groups)
                .isPresent()
            : cited.personalRole(author, body.author().identity()).isPresent();
    if (!reaches) {
      throw new AuthenticationException(
          ErrorCode.GROUP_ROLE, "a deposit by somebody who does not reach the room");
    }
    if (body.epoch() != cited.epoch().number()) {
      throw new AuthenticationException(
          ErrorCode.DEPOSIT, "a deposit under another epoch than its link's");
    }
  }

  /**
   * Requires that the depositor still has his role and his key: a deposit of one who has not is
   * adopted by hand only.
   *
   * @param newest the room as its newest link leaves it
   * @param newestGroups newest known states of the groups granted
   * @throws AuthenticationException {@link ErrorCode#DEPOSIT}
   */
  public static void requireStanding(
      Signed<Deposit> deposit,
      RoomState newest,
      Identities identities,
      Map<ChainId, GroupState> newestGroups) {
    Deposit body = deposit.body();
    IdentityChain author = identities.of(body.author().user());
    if (!author.isNewestBefore(body.author().identity(), Order.NOW)) {
      throw new AuthenticationException(
          ErrorCode.DEPOSIT, "a deposit under a key that its sender has replaced");
    }
    if (newest.roleNow(author, body.author().identity(), newestGroups).isEmpty()) {
      throw new AuthenticationException(
          ErrorCode.DEPOSIT, "a deposit of somebody who no longer reaches the room");
    }
  }
}
