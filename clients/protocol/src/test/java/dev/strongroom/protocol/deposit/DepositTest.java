package dev.strongroom.protocol.deposit;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.DepositId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deposits: T59, T77. */
class DepositTest {
  private static final long SEED = Seed.ofThisRun();
  private final Organisation organisation = new Organisation(Seed.random(SEED));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody depositor = organisation.somebody("depositor");
  private final Organisation.Somebody thief = organisation.somebody("thief");
  private final Chains chains = new Chains(organisation);
  private final Deposits deposits = new Deposits(organisation);
  private final EpochSecret secret = EpochSecret.random(organisation.id(), organisation.random());
  private final RoomState room = newRoom(secret);

  /** A room whose epoch is {@code keys}, with a depositor in it. */
  private RoomState newRoom(EpochSecret keys) {
    EpochInfo epoch =
        new EpochInfo(
            1,
            keys.publicKey(),
            Optional.empty(),
            Sha256.of(Bytes.random(organisation.random(), 32)),
            chains.commitment());
    RoomState made =
        chains
            .roomChain()
            .first(
                chains.room(
                    Optional.empty(),
                    Cause.CREATE,
                    manager,
                    List.of(Chains.grant(manager, Role.MANAGER)),
                    List.of(),
                    epoch),
                Order.NOW);
    return changed(
        made, Chains.grant(depositor, Role.DEPOSITOR), Chains.grant(thief, Role.DEPOSITOR));
  }

  private RoomState changed(RoomState before, RoomLink.Change... changes) {
    return chains
        .roomChain()
        .next(
            before,
            chains.room(
                Optional.of(before),
                Cause.CHANGE,
                manager,
                List.of(changes),
                List.of(),
                before.epoch()),
            Order.NOW);
  }

  private void check(Signed<Deposit> deposit) {
    check(deposit, room);
  }

  private void check(Signed<Deposit> deposit, RoomState cited) {
    new DepositCheck(organisation.id(), cited.id(), Chains.checkpoints())
        .requireAuthor(deposit, cited, organisation, chains);
  }

  private static Signed<Deposit> decoded(Signed<Deposit> deposit) {
    return Deposit.decode(Envelope.decode(StatementKind.DEPOSIT, deposit.envelope().encode()));
  }

  private static String opened(Signed<Deposit> deposit, EpochSecret epoch) {
    try (Metadata metadata = DepositBox.open(deposit.body(), epoch)) {
      assertThat(metadata.contentKey()).isPresent();
      return metadata.name().value();
    }
  }

  @Test
  void deposit_ofADepositor_isCheckedAndOpenedByWhoHoldsTheEpoch() {
    Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
    assertThat(decoded(sent)).isEqualTo(sent);
    check(sent);
    DepositCheck.requireStanding(sent, room, organisation, Map.of());
    assertThat(opened(sent, secret)).isEqualTo("invoice");
  }

  @Test
  void deposit_throughAGroup_isAccepted_andNotInPerson() {
    Organisation.Somebody member = organisation.somebody("member");
    GroupState group = chains.newGroup(manager, member);
    RoomState granted = chains.granted(room, manager, group, Role.DEPOSITOR);
    DepositId id = deposits.newId();
    DepositBox box = deposits.box(granted, deposits.place(granted, member, id), "invoice");
    Signed<Deposit> through =
        deposits.signed(granted, member, Optional.of(group.asHead()), id, deposits.anyBlob(), box);
    check(through, granted);
    DepositCheck.requireStanding(through, granted, organisation, Map.of(group.id(), group));
    Signed<Deposit> inPerson =
        deposits.signed(granted, member, Optional.empty(), id, deposits.anyBlob(), box);
    assertRefused(ErrorCode.GROUP_ROLE, () -> check(inPerson, granted));
    GroupState without = chains.without(group, manager, member);
    assertRefused(
        ErrorCode.DEPOSIT,
        () ->
            DepositCheck.requireStanding(
                through, granted, organisation, Map.of(group.id(), without)));
  }

  @Test
  void t59_depositOfNobodyOfTheRoom_orUnderALinkThatIsNotThere_groupRole() {
    Organisation.Somebody outsider = organisation.somebody("outsider");
    assertRefused(ErrorCode.GROUP_ROLE, () -> check(deposits.honest(room, outsider, "invoice")));
    RoomState later = changed(room, Chains.grant(outsider, Role.DEPOSITOR));
    assertRefused(
        ErrorCode.GROUP_ROLE, () -> check(deposits.honest(later, outsider, "invoice"), room));
    assertRefused(
        ErrorCode.GROUP_ROLE, () -> check(deposits.honest(later, depositor, "invoice"), room));
  }

  @Test
  void t59_depositAlteredOrSignedByAnother_statement() {
    Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
    assertRefused(
        ErrorCode.STATEMENT, () -> check(Deposit.sign(sent.body(), thief.keys().signing())));
    Organisation elsewhere = new Organisation(organisation.random());
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            new DepositCheck(elsewhere.id(), room.id(), Chains.checkpoints())
                .requireAuthor(sent, room, organisation, chains));
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            new DepositCheck(
                    organisation.id(),
                    room.id(),
                    note -> {
                      throw new AuthenticationException(ErrorCode.STATEMENT, note);
                    })
                .requireAuthor(sent, room, organisation, chains));
  }

  @Test
  void t59_depositAdoptedInAnotherRoom_keyMismatch() {
    try (EpochSecret other = EpochSecret.random(organisation.id(), organisation.random())) {
      RoomState elsewhere = newRoom(other);
      Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
      assertRefused(ErrorCode.KEY_MISMATCH, () -> check(sent, elsewhere));
      // The same contents in a deposit for the other room: they open with neither room's keys.
      Signed<Deposit> copied = resigned(sent.body(), elsewhere, depositor);
      check(copied, elsewhere);
      assertRefused(ErrorCode.DEPOSIT, () -> opened(copied, other));
      assertRefused(ErrorCode.DEPOSIT, () -> opened(copied, secret));
    }
  }

  @Test
  void t59_keyThatIsNotTheMetadatas_keyMismatch() {
    DepositId id = deposits.newId();
    DepositBox one = deposits.box(room, deposits.place(room, depositor, id), "invoice");
    DepositBox two = deposits.box(room, deposits.place(room, depositor, id), "invoice");
    Signed<Deposit> mixed =
        deposits.signed(
            room,
            depositor,
            Optional.empty(),
            id,
            deposits.anyBlob(),
            new DepositBox(one.metadata(), two.nodeKey()));
    check(mixed);
    assertRefused(ErrorCode.KEY_MISMATCH, () -> opened(mixed, secret));
  }

  @Test
  void t77_depositTakenOverAsOnesOwn_deposit() {
    Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
    Signed<Deposit> stolen = resigned(sent.body(), room, thief);
    check(stolen);
    assertRefused(ErrorCode.DEPOSIT, () -> opened(stolen, secret));
  }

  @Test
  void t77_underAnotherIdOrEpoch_deposit() {
    Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
    Signed<Deposit> again =
        deposits.signed(
            room,
            depositor,
            Optional.empty(),
            deposits.newId(),
            sent.body().content(),
            new DepositBox(sent.body().metadata(), sent.body().nodeKey()));
    assertRefused(ErrorCode.DEPOSIT, () -> opened(again, secret));
    Deposit body = sent.body();
    Signed<Deposit> otherEpoch =
        Deposit.sign(
            new Deposit(
                body.header(),
                body.id(),
                body.room(),
                body.linkSequence(),
                body.link(),
                body.via(),
                body.author(),
                2,
                body.content(),
                body.metadata(),
                body.nodeKey(),
                body.directory()),
            depositor.keys().signing());
    assertRefused(ErrorCode.DEPOSIT, () -> check(otherEpoch));
    assertRefused(ErrorCode.DEPOSIT, () -> opened(otherEpoch, secret));
  }

  @Test
  void t77_sentAfterItsSendersRemoval_deposit() {
    RoomState without =
        changed(room, new RoomLink.Change.Remove(new Grantee.User(depositor.user())));
    Signed<Deposit> late = deposits.honest(room, depositor, "invoice");
    // It is signed as it must be: under a link where he still had his role.
    check(late);
    assertRefused(
        ErrorCode.DEPOSIT,
        () -> DepositCheck.requireStanding(late, without, organisation, Map.of()));
  }

  @Test
  void t77_underAKeyThatItsSenderHasReplaced_deposit() {
    Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
    IdentityKeys fresh =
        IdentityKeys.derive(IdentitySecret.random(organisation.random()), organisation.id());
    Signed<Identity> rotation =
        Identity.rotation(
            depositor.identity(),
            depositor.keys().signing(),
            fresh,
            depositor.claim(),
            Identity.Cause.ROTATION,
            Organisation.TIME);
    IdentityChain rotated =
        IdentityChain.verify(
            organisation.id(),
            depositor.user(),
            List.of(depositor.identity().envelope(), rotation.envelope()));
    assertRefused(
        ErrorCode.DEPOSIT, () -> DepositCheck.requireStanding(sent, room, _ -> rotated, Map.of()));
  }

  @Test
  void anyBitOfADepositFlipped_isATypedRefusal() {
    SecureRandom random = Seed.random(SEED + 1);
    Signed<Deposit> sent = deposits.honest(room, depositor, "invoice");
    Bytes payload = sent.envelope().payload();
    for (int i = 0; i < 200; i++) {
      byte[] changed = payload.toArray();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(code(sent, Bytes.of(changed)))
          .as("seed %d, round %d", SEED, i)
          .isIn(ErrorCode.STATEMENT, ErrorCode.LIMIT, ErrorCode.SUITE_UNKNOWN, ErrorCode.DIR_CHAIN);
    }
  }

  /** What an altered payload under the honest signature ends in. */
  private ErrorCode code(Signed<Deposit> honest, Bytes payload) {
    String envelope =
        new String(honest.envelope().encode().toArray(), StandardCharsets.UTF_8)
            .replaceFirst(
                "\"payload\":\"[^\"]*\"",
                "\"payload\":\"" + Base64.getEncoder().encodeToString(payload.toArray()) + "\"");
    try {
      check(Deposit.decode(Envelope.decode(StatementKind.DEPOSIT, Bytes.utf8(envelope))));
    } catch (ProtocolException e) {
      return e.code();
    }
    throw new AssertionError("seed " + SEED + ": an altered deposit was accepted");
  }

  @Test
  void sealedBytesFlippedByTheirOwnAuthor_areATypedRefusal() {
    SecureRandom random = Seed.random(SEED + 2);
    DepositId id = deposits.newId();
    DepositBox box = deposits.box(room, deposits.place(room, depositor, id), "invoice");
    for (int i = 0; i < 100; i++) {
      boolean key = random.nextBoolean();
      DepositBox bent =
          key
              ? new DepositBox(box.metadata(), flipped(box.nodeKey(), random))
              : new DepositBox(flipped(box.metadata(), random), box.nodeKey());
      Signed<Deposit> sent =
          deposits.signed(room, depositor, Optional.empty(), id, deposits.anyBlob(), bent);
      check(sent);
      try {
        opened(sent, secret);
        throw new AssertionError("seed " + SEED + ": altered bytes were opened");
      } catch (ProtocolException e) {
        assertThat(e.code())
            .as("seed %d, round %d", SEED, i)
            .isIn(
                key
                    ? List.of(ErrorCode.DEPOSIT, ErrorCode.SUITE_UNKNOWN)
                    : List.of(
                        ErrorCode.KEY_MISMATCH, ErrorCode.CT_CORRUPT, ErrorCode.SUITE_UNKNOWN));
      }
    }
  }

  private static Bytes flipped(Bytes bytes, SecureRandom random) {
    byte[] changed = bytes.toArray();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.of(changed);
  }

  /** All of a deposit's contents, signed by another or for another room. */
  private Signed<Deposit> resigned(Deposit body, RoomState to, Organisation.Somebody signer) {
    Header header = organisation.header(0, Optional.empty(), signer);
    ChainId toRoom = to.id();
    Hash link = to.head();
    return Deposit.sign(
        new Deposit(
            header,
            body.id(),
            toRoom,
            to.sequence(),
            link,
            Optional.empty(),
            signer.author(),
            to.epoch().number(),
            body.content(),
            body.metadata(),
            body.nodeKey(),
            body.directory()),
        signer.keys().signing());
  }
}
