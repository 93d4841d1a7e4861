package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a room asks of those who are let in: set by its managers, and by nobody on the way. */
class RoomPolicyTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Chains chains = new Chains(organisation);
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final GroupState group = chains.newGroup(manager, member);
  private final RoomState plain =
      chains.granted(chains.newRoom(manager), manager, group, Role.EDITOR);

  private Signed<RoomLink> link(
      RoomState before,
      Cause cause,
      Organisation.Somebody signer,
      GroupHead head,
      EpochInfo epoch,
      RoomPolicy policy) {
    RoomLink good =
        chains.room(Optional.of(before), cause, signer, List.of(), List.of(head), epoch).body();
    return RoomLink.sign(
        new RoomLink(
            good.header(),
            good.cause(),
            good.room(),
            good.author(),
            good.directory(),
            good.changes(),
            good.grants(),
            good.grantCount(),
            good.heads(),
            good.epoch(),
            good.indexKey(),
            good.oldestEpoch(),
            policy,
            good.commit()),
        signer.keys().signing());
  }

  private RoomState asking() {
    Signed<RoomLink> link =
        link(
            plain,
            Cause.CHANGE,
            manager,
            group.asHead(),
            plain.epoch(),
            new RoomPolicy(Padding.PADME, true));
    assertThat(RoomLink.decode(link.envelope())).isEqualTo(link);
    return chains.roomChain().next(plain, link, Order.NOW);
  }

  @Test
  void manager_asksForAttestations_andMayStopAsking() {
    assertThat(plain.policy().attested()).isFalse();
    RoomState asking = asking();
    assertThat(asking.policy().attested()).isTrue();
    RoomState again =
        chains
            .roomChain()
            .next(
                asking,
                link(
                    asking,
                    Cause.CHANGE,
                    manager,
                    group.asHead(),
                    asking.epoch(),
                    new RoomPolicy(Padding.PADME, false)),
                Order.NOW);
    assertThat(again.policy().attested()).isFalse();
  }

  @Test
  void t58_rekeyThatStopsAskingForAttestations_rekey() {
    RoomState asking = asking();
    GroupState moved = chains.without(group, manager, member);
    EpochInfo next = chains.epoch(2, asking.epoch().commitment());
    Signed<RoomLink> stops =
        link(
            asking,
            Cause.REKEY,
            manager,
            moved.asHead(),
            next,
            new RoomPolicy(Padding.PADME, false));
    assertRefused(ErrorCode.REKEY, () -> chains.roomChain().next(asking, stops, Order.NOW));
    Signed<RoomLink> keeps =
        link(
            asking,
            Cause.REKEY,
            manager,
            moved.asHead(),
            next,
            new RoomPolicy(Padding.PADME, true));
    assertThat(chains.roomChain().next(asking, keeps, Order.NOW).policy().attested()).isTrue();
  }

  @Test
  void editor_changesNothingOfIt_groupRole() {
    Signed<RoomLink> link =
        link(
            plain,
            Cause.CHANGE,
            member,
            group.asHead(),
            plain.epoch(),
            new RoomPolicy(Padding.PADME, true));
    assertRefused(ErrorCode.GROUP_ROLE, () -> chains.roomChain().next(plain, link, Order.NOW));
  }
}
