package dev.strongroom.protocol.epoch;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.node.NodeKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Wraps and boxes: T18 to T22, T63's boxes. */
class EpochTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Organisation.Somebody outsider = organisation.somebody("outsider");
  private final ChainId chain = new ChainId(Bytes.random(organisation.random(), 32));
  private final ChainId other = new ChainId(Bytes.random(organisation.random(), 32));
  private final EpochSecret secret = EpochSecret.random(organisation.id(), organisation.random());
  private final EpochSecret earlier = EpochSecret.random(organisation.id(), organisation.random());
  private final Recipient recipient = new Recipient.User(member.user(), member.identity().hash());
  private final Bytes wrap =
      EpochWrap.seal(
          organisation.id(), chain, 3, recipient, member.keys().kem().publicKey(), secret);

  private EpochSecret open(
      ChainId of, long epoch, Recipient to, Organisation.Somebody who, KemPublicKey stated) {
    return EpochWrap.open(organisation.id(), of, epoch, to, who.keys().kem(), wrap, stated);
  }

  @Test
  void wrap_openedByItsRecipient_givesTheEpoch() {
    try (EpochSecret opened = open(chain, 3, recipient, member, secret.publicKey())) {
      assertThat(opened.publicKey()).isEqualTo(secret.publicKey());
    }
  }

  @Test
  void t18_t20_wrapMovedToAnotherUserRoomOrEpoch_unlockFailed() {
    KemPublicKey stated = secret.publicKey();
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> open(chain, 3, recipient, outsider, stated));
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> open(other, 3, recipient, member, stated));
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> open(chain, 4, recipient, member, stated));
    Recipient otherIdentity = new Recipient.User(member.user(), outsider.identity().hash());
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> open(chain, 3, otherIdentity, member, stated));
  }

  @Test
  void t21_secretWhosePublicKeyIsNotTheSignedOne_keyMismatch() {
    assertRefused(
        ErrorCode.KEY_MISMATCH, () -> open(chain, 3, recipient, member, earlier.publicKey()));
  }

  @Test
  void historyBox_leadsBackToEarlierEpochs_andOnlyToThose() {
    Bytes box =
        HistoryBox.seal(organisation.id(), secret, Map.of(2L, earlier), organisation.random());
    assertThat(HistoryBox.open(organisation.id(), secret, box, epoch -> earlier.publicKey()))
        .hasEntrySatisfying(
            2L, opened -> assertThat(opened.publicKey()).isEqualTo(earlier.publicKey()));
    assertRefused(
        ErrorCode.KEY_MISMATCH,
        () -> HistoryBox.open(organisation.id(), secret, box, epoch -> secret.publicKey()));
    assertRefused(
        ErrorCode.KEY_COMMIT,
        () -> HistoryBox.open(organisation.id(), earlier, box, epoch -> earlier.publicKey()));
  }

  @Test
  void t63_boxThatIsNotWhatTheLinkCommitsTo_groupChain() {
    try (ChainBox box = ChainBox.ofRoom("board", organisation.random());
        ChainBox swapped = ChainBox.ofRoom("other", organisation.random())) {
      Hash commitment = box.commitment(organisation.id());
      Bytes sealed = box.seal(organisation.id(), secret, organisation.random());
      try (ChainBox opened =
          ChainBox.open(ChainBox.Kind.ROOM, organisation.id(), secret, sealed, commitment)) {
        assertThat(opened.name()).isEqualTo("board");
        assertThat(opened.indexKey()).isEqualTo(box.indexKey());
      }
      Bytes other = swapped.seal(organisation.id(), secret, organisation.random());
      assertRefused(
          ErrorCode.GROUP_CHAIN,
          () -> ChainBox.open(ChainBox.Kind.ROOM, organisation.id(), secret, other, commitment));
      assertRefused(
          ErrorCode.KEY_COMMIT,
          () -> ChainBox.open(ChainBox.Kind.GROUP, organisation.id(), secret, sealed, commitment));
    }
  }

  @Test
  void t22_nodeWrapOfAnotherRoomEpochOrRecord_keyCommit() {
    Hash record = Sha256.of(Bytes.utf8("record"));
    Hash otherRecord = Sha256.of(Bytes.utf8("other"));
    try (NodeKey key = NodeKey.random(organisation.random())) {
      Bytes sealed = key.wrap(secret, organisation.id(), chain, record, organisation.random());
      NodeKey.unwrap(secret, organisation.id(), chain, record, sealed).close();
      assertRefused(
          ErrorCode.KEY_COMMIT,
          () -> NodeKey.unwrap(earlier, organisation.id(), chain, record, sealed));
      assertRefused(
          ErrorCode.KEY_COMMIT,
          () -> NodeKey.unwrap(secret, organisation.id(), other, record, sealed));
      assertRefused(
          ErrorCode.KEY_COMMIT,
          () -> NodeKey.unwrap(secret, organisation.id(), chain, otherRecord, sealed));
    }
  }
}
