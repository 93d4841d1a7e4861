package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.statement.Signed;
import java.util.Optional;

/** Checks a group's links one by one (section 3, rules 1 and 2, and section 5). */
public final class GroupChain {
  private final OrganisationId organisation;
  private final Identities identities;
  private final Checkpoints checkpoints;

  public GroupChain(OrganisationId organisation, Identities identities, Checkpoints checkpoints) {
    this.organisation = organisation;
    this.identities = identities;
    this.checkpoints = checkpoints;
  }

  /**
   * The state after the first link.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#GROUP_CHAIN}, {@link
   *     ErrorCode#GROUP_ROLE}, {@link ErrorCode#STATEMENT}, {@link ErrorCode#LINK_ORDER}
   */
  public GroupState first(Signed<GroupLink> link, long at) {
    return verified(Optional.empty(), link, at, Ahead.NOTHING);
  }

  /**
   * The state after one more link. Nothing of {@code before} is lost if it throws.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException as {@link #first}, and {@link
   *     ErrorCode#CHAIN_ID}, {@link ErrorCode#REKEY}, {@link ErrorCode#PROPOSAL}
   */
  public GroupState next(GroupState before, Signed<GroupLink> link, long at) {
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
  GroupState verified(Optional<GroupState> before, Signed<GroupLink> link, long at, Ahead ahead) {
    GroupLink body = link.body();
    LinkRules.requireOrganisation(body.header(), organisation);
    LinkAuthor author =
        new LinkAuthor(
            body.author().requireLink(link, body.header(), identities, at, ahead),
            body.author().identity(),
            LinkRules.requireCheckpoint(body.directory(), checkpoints, ahead));
    GroupStep step = new GroupStep(link, at, author, identities);
    return before.map(step::next).orElseGet(step::first);
  }
}
