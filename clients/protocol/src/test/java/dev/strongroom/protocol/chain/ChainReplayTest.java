package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static dev.strongroom.protocol.chain.Chains.grant;
import static dev.strongroom.protocol.chain.Chains.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of a chain's logged links count: T61, T62, T75. */
class ChainReplayTest {
  private static final long FIRST_INDEX = 100;

  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody other = organisation.somebody("other");
  private final Organisation.Somebody newcomer = organisation.somebody("newcomer");
  private final Chains chains = new Chains(organisation);
  private final Map<Hash, Envelope> bodies = new HashMap<>();
  private final List<ChainReplay.Logged> log = new ArrayList<>();
  private Identities identities = organisation;

  private final Signed<GroupLink> creation =
      chains.group(
          Optional.empty(),
          manager,
          List.of(put(manager, GroupRole.MANAGER), put(other, GroupRole.MANAGER)),
          chains.epoch(1, chains.commitment()));
  private final GroupState group = chains.groupChain().first(creation, FIRST_INDEX);

  ChainReplayTest() {
    log(FIRST_INDEX, 0, creation);
  }

  private void log(long index, long sequence, Signed<?> link) {
    bodies.put(link.hash(), link.envelope());
    log.add(new ChainReplay.Logged(index, sequence, link.hash()));
  }

  private Signed<GroupLink> adding(
      GroupState before, Organisation.Somebody signer, Organisation.Somebody who) {
    return chains.group(
        Optional.of(before), signer, List.of(put(who, GroupRole.MEMBER)), before.epoch());
  }

  /** Void by its author's role. */
  private Signed<GroupLink> byAnOutsider(GroupState before) {
    return adding(before, newcomer, newcomer);
  }

  private ChainReplay.Outcome<GroupLink, GroupState> replay() {
    GroupChain chain = new GroupChain(organisation.id(), identities, Chains.checkpoints());
    return ChainReplay.of(chain)
        .replay(group.id(), Optional.empty(), log, hash -> Optional.ofNullable(bodies.get(hash)));
  }

  private static List<Hash> links(ChainReplay.Outcome<GroupLink, GroupState> outcome) {
    return outcome.accepted().stream().map(accepted -> accepted.link().hash()).toList();
  }

  @Test
  void replay_fromAKnownState_goesOnFromIt() {
    Signed<GroupLink> next = adding(group, manager, newcomer);
    log(110, 1, next);
    var outcome =
        ChainReplay.of(chains.groupChain())
            .replay(
                group.id(), Optional.of(group), log, hash -> Optional.ofNullable(bodies.get(hash)));
    assertThat(links(outcome)).containsExactly(next.hash());
    assertThat(outcome.accepted().getFirst().state().index()).isEqualTo(110);
  }

  @Test
  void t62_twoLinksForOnePlace_theFirstCountsAndTheOtherIsNoEvidence() {
    Signed<GroupLink> won = adding(group, manager, newcomer);
    Signed<GroupLink> lost = adding(group, other, organisation.somebody("late"));
    log(110, 1, won);
    log(111, 1, lost);
    var outcome = replay();
    assertThat(links(outcome)).containsExactly(creation.hash(), won.hash());
    assertThat(outcome.voids()).isEmpty();
    Signed<GroupLink> again =
        adding(outcome.accepted().getLast().state(), other, organisation.somebody("again"));
    log(112, 2, again);
    assertThat(links(replay())).containsExactly(creation.hash(), won.hash(), again.hash());
  }

  @Test
  void t75_voidLink_leavesItsPlaceFree() {
    Signed<GroupLink> forged = byAnOutsider(group);
    Signed<GroupLink> honest = adding(group, manager, newcomer);
    log(110, 1, forged);
    log(111, 1, honest);
    var outcome = replay();
    assertThat(links(outcome)).containsExactly(creation.hash(), honest.hash());
    assertThat(outcome.voids())
        .containsExactly(new ChainReplay.Voided(110, 1, forged.hash(), ErrorCode.GROUP_ROLE));
  }

  @Test
  void t75_payloadThatIsNoLink_isVoid() {
    Signed<GroupLink> honest = adding(group, manager, newcomer);
    Bytes nonsense = Bytes.utf8("{}");
    Envelope envelope =
        Envelope.sign(StatementKind.GROUP, nonsense, List.of(manager.keys().signing()));
    bodies.put(envelope.hash(), envelope);
    log.add(new ChainReplay.Logged(110, 1, envelope.hash()));
    log(111, 1, honest);
    assertThat(links(replay())).containsExactly(creation.hash(), honest.hash());
  }

  @Test
  void t75_bodyKeptBack_chainBody() {
    for (Signed<GroupLink> link : List.of(adding(group, manager, newcomer), byAnOutsider(group))) {
      log.subList(1, log.size()).clear();
      log(110, 1, link);
      bodies.remove(link.hash());
      log(111, 1, adding(group, manager, organisation.somebody("next")));
      assertRefused(ErrorCode.CHAIN_BODY, this::replay);
      bodies.put(link.hash(), creation.envelope());
      assertRefused(ErrorCode.CHAIN_BODY, this::replay);
    }
  }

  @Test
  void t75_signatureSpoiled_chainBodyAndNotVoid() {
    Signed<GroupLink> honest = adding(group, manager, newcomer);
    log(110, 1, honest);
    log(111, 1, adding(group, other, organisation.somebody("preferred")));
    Envelope.Signature good = honest.envelope().signatures().getFirst();
    byte[] bent = good.value().toArray();
    bent[7] ^= 1;
    bodies.put(
        honest.hash(),
        new Envelope(
            StatementKind.GROUP,
            honest.envelope().payload(),
            List.of(new Envelope.Signature(good.key(), Bytes.of(bent)))));
    assertRefused(ErrorCode.CHAIN_BODY, this::replay);
    Envelope byAnother =
        Envelope.sign(
            StatementKind.GROUP, honest.envelope().payload(), List.of(other.keys().signing()));
    bodies.put(honest.hash(), byAnother);
    assertRefused(ErrorCode.CHAIN_BODY, this::replay);
  }

  @Test
  void t75_identityThatIsNotServed_isNoVoid() {
    log(110, 1, adding(group, other, newcomer));
    identities =
        user -> {
          if (user.equals(other.user())) {
            return new Organisation(Seed.random(1)).of(user);
          }
          return organisation.of(user);
        };
    assertRefused(ErrorCode.DIR_CHAIN, this::replay);
  }

  @Test
  void t75_linkGivenUpAndLoggedMuchLater_countsOnlyIfItsPlaceIsFreeAndItIsValidThere() {
    Signed<GroupLink> givenUp = adding(group, other, newcomer);
    log(9_000, 1, givenUp);
    assertThat(links(replay())).containsExactly(creation.hash(), givenUp.hash());

    rotated(other, 8_000);
    var outcome = replay();
    assertThat(links(outcome)).containsExactly(creation.hash());
    assertThat(outcome.voids())
        .extracting(ChainReplay.Voided::why)
        .containsExactly(ErrorCode.LINK_ORDER);

    identities = organisation;
    Signed<GroupLink> meanwhile = adding(group, manager, organisation.somebody("meanwhile"));
    log.add(1, new ChainReplay.Logged(200, 1, meanwhile.hash()));
    bodies.put(meanwhile.hash(), meanwhile.envelope());
    assertThat(links(replay())).containsExactly(creation.hash(), meanwhile.hash());
  }

  /** Who has another generation from {@code index} on. */
  private Signed<Identity> rotated(Organisation.Somebody who, long index) {
    try (IdentitySecret secret = IdentitySecret.random(organisation.random());
        IdentityKeys keys = IdentityKeys.derive(secret, organisation.id())) {
      Signed<Identity> next =
          Identity.rotation(
              who.identity(),
              who.keys().signing(),
              keys,
              who.claim(),
              Identity.Cause.ROTATION,
              Organisation.TIME);
      IdentityChain chain = new IdentityChain(List.of(who.identity(), next), List.of(3L, index));
      identities = user -> user.equals(who.user()) ? chain : organisation.of(user);
      return next;
    }
  }

  @Test
  void t61_linkUnderAKeyThatWasRotatedOutWhenItWasLogged_linkOrder() {
    Signed<GroupLink> link = adding(group, other, newcomer);
    rotated(other, 500);
    GroupChain chain = new GroupChain(organisation.id(), identities, Chains.checkpoints());
    assertThat(chain.next(group, link, 499).members()).containsKey(newcomer.user());
    assertThat(chain.next(group, link, 500).members()).containsKey(newcomer.user());
    assertRefused(ErrorCode.LINK_ORDER, () -> chain.next(group, link, 501));
    assertRefused(ErrorCode.LINK_ORDER, () -> chain.next(group, link, Order.NOW));
    assertRefused(ErrorCode.LINK_ORDER, () -> chain.next(group, link, 3));
  }

  @Test
  void t61_linkByAManagerWhomHisGroupLetGoBeforeItWasLogged_linkOrder() {
    RoomState room = granted();
    GroupState without = removed(other, 300);
    Signed<RoomLink> late = naming(room, other, group.asHead());
    assertThat(chains.roomChain().next(room, late, 299).sequence()).isEqualTo(2);
    assertThat(chains.roomChain().next(room, late, 300).sequence()).isEqualTo(2);
    assertRefused(ErrorCode.LINK_ORDER, () -> chains.roomChain().next(room, late, 301));
    Signed<RoomLink> frank = naming(room, other, without.asHead());
    assertRefused(ErrorCode.GROUP_ROLE, () -> chains.roomChain().next(room, frank, 301));
  }

  @Test
  void t61_linkThatNamesAHeadLoggedAfterIt_linkOrder() {
    RoomState room = granted();
    GroupState without = removed(other, 300);
    Signed<RoomLink> early = naming(room, manager, without.asHead());
    assertRefused(ErrorCode.LINK_ORDER, () -> chains.roomChain().next(room, early, 300));
    assertThat(chains.roomChain().next(room, early, 301).heads()).containsValue(without.asHead());
  }

  @Test
  void t61_linkByOneWhoWasRemovedFromTheRoom_linkOrderInHisPlaceAndGroupRoleInTheNext() {
    RoomState room = chains.newRoom(manager);
    RoomState both =
        chains
            .roomChain()
            .next(room, change(room, manager, room.epoch(), grant(other, Role.MANAGER)), 110);
    Signed<RoomLink> kept = change(both, other, both.epoch(), grant(newcomer, Role.VIEWER));
    RoomState without =
        chains
            .roomChain()
            .next(
                both,
                change(
                    both,
                    manager,
                    chains.epoch(2, both.epoch().commitment()),
                    new RoomLink.Change.Remove(new Grantee.User(other.user()))),
                120);
    assertRefused(ErrorCode.LINK_ORDER, () -> chains.roomChain().next(without, kept, 130));
    Signed<RoomLink> onTop = change(without, other, without.epoch(), grant(other, Role.VIEWER));
    assertRefused(ErrorCode.GROUP_ROLE, () -> chains.roomChain().next(without, onTop, 130));
  }

  private RoomState granted() {
    chains.remember(group);
    RoomState room = chains.newRoom(manager);
    Signed<RoomLink> link =
        chains.room(
            Optional.of(room),
            Cause.CHANGE,
            manager,
            List.of(grant(group.id(), Role.MANAGER)),
            List.of(group.asHead()),
            room.epoch());
    return chains.roomChain().next(room, link, 200);
  }

  private GroupState removed(Organisation.Somebody who, long index) {
    Signed<GroupLink> link =
        chains.group(
            Optional.of(group),
            manager,
            List.of(new GroupLink.Change.Remove(who.user())),
            chains.epoch(2, group.epoch().commitment()));
    return chains.remember(chains.groupChain().next(group, link, index));
  }

  private Signed<RoomLink> naming(RoomState room, Organisation.Somebody signer, GroupHead head) {
    return chains.room(
        Optional.of(room),
        Cause.CHANGE,
        signer,
        List.of(grant(newcomer, Role.VIEWER)),
        List.of(head),
        room.epoch());
  }

  private Signed<RoomLink> change(
      RoomState room, Organisation.Somebody signer, EpochInfo epoch, RoomLink.Change... changes) {
    return chains.room(Optional.of(room), Cause.CHANGE, signer, List.of(changes), List.of(), epoch);
  }

  @Test
  void firstLinkOfAnotherChain_isVoid() {
    ChainId elsewhere = new ChainId(newcomer.identity().hash().value());
    var outcome =
        ChainReplay.of(chains.groupChain())
            .replay(
                elsewhere, Optional.empty(), log, hash -> Optional.ofNullable(bodies.get(hash)));
    assertThat(outcome.accepted()).isEmpty();
    assertThat(outcome.voids())
        .extracting(ChainReplay.Voided::why)
        .containsExactly(ErrorCode.CHAIN_ID);
  }
}
