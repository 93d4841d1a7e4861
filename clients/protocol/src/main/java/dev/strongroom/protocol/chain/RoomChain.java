package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.statement.Signed;
import java.util.Optional;

/** Checks a room's links one by one (section 3, rules 1 and 2, and section 5). */
public final class RoomChain {
  private final OrganisationId organisation;
  private final Identities identities;
  private final Groups groups;
  private final Checkpoints checkpoints;

  public RoomChain(
      OrganisationId organisation, Identities identities, Groups groups, Checkpoints checkpoints) {
    this.organisation = organisation;
    this.identities = identities;
    this.groups = groups;
    this.checkpoints = checkpoints;
  }

  /**
   * The state after the first link.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#GROUP_CHAIN}, {@link
   *     ErrorCode#GROUP_ROLE}, {@link ErrorCode#STATEMENT}, {@link ErrorCode#LINK_ORDER}
   */
  public RoomState first(Signed<RoomLink> link, long at) {
    return verified(Optional.empty(), link, at, Ahead.NOTHING);
  }

  /**
   * The state after one more link. Nothing of {@code before} is lost if it throws.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException as {@link #first}, and {@link
   *     ErrorCode#CHAIN_ID}, {@link ErrorCode#REKEY}, {@link ErrorCode#PROPOSAL}
   */
  public RoomState next(RoomState before, Signed<RoomLink> link, long at) {
    return verified(Optional.of(before), link, at, Ahead.NOTHING);
  }

  Identities identities() {
    return identities;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * @param before empty for the first link
   */
  RoomState verified(Optional<RoomState> before, Signed<RoomLink> link, long at, Ahead ahead) {
    RoomLink body = link.body();
    LinkRules.requireOrganisation(body.header(), organisation);
    LinkAuthor author =
        new LinkAuthor(
            body.author().requireLink(link, body.header(), identities, at, ahead),
            body.author().identity(),
            LinkRules.requireCheckpoint(body.directory(), checkpoints, ahead));
    RoomStep step = new RoomStep(link, author, new LoggedGroups(groups, at), identities);
    return before.map(step::next).orElseGet(step::first);
  }
}
