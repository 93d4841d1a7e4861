package dev.strongroom.protocol.identity;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Organisation.Somebody;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.identity.Identity.Cause;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rotations, resets, and whom a hash stands for. */
class IdentityChainTest {
  private static final long NOW = Long.MAX_VALUE;

  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Somebody first = organisation.somebody("member");

  private IdentityChain chain() {
    return organisation.of(first.user());
  }

  private static Hash hash(Somebody somebody) {
    return somebody.identity().hash();
  }

  private IdentityChain next(Envelope statement, long index) {
    return chain().next(organisation.id(), statement, index);
  }

  @Test
  void rotation_replacesTheEarlierGeneration_fromItsPlaceInTheLogOn() {
    Somebody second = organisation.rotate(first, Cause.ROTATION, 7);
    assertThat(chain().newest().hash()).isEqualTo(hash(second));
    assertThat(chain().standsFor(hash(first), hash(second))).isTrue();
    assertThat(chain().standsFor(hash(second), hash(first))).isFalse();
    assertThat(chain().isNewestBefore(hash(first), 7)).isTrue();
    assertThat(chain().isNewestBefore(hash(second), 7)).isFalse();
    assertThat(chain().isNewestBefore(hash(first), 8)).isFalse();
    assertThat(chain().isNewestBefore(hash(second), 8)).isTrue();
    assertThat(chain().standing(hash(first), 7).map(Signed::hash)).contains(hash(first));
    assertThat(chain().standing(hash(first)).map(Signed::hash)).contains(hash(second));
    assertThat(chain().standing(hash(second), 7)).isEmpty();
  }

  @Test
  void t74_reset_replacesNothing_andStandsBeside() {
    Somebody reset = organisation.reset(first, 7);
    assertThat(chain().newest().hash()).isEqualTo(hash(first));
    assertThat(chain().generations()).hasSize(1);
    assertThat(chain().pendingResets()).hasSize(1);
    assertThat(chain().standsFor(hash(first), hash(reset))).isFalse();
    assertThat(chain().isCoveredBy(hash(first), hash(reset))).isFalse();
    assertThat(chain().standing(hash(first)).map(Signed::hash)).contains(hash(first));
    assertThat(chain().isNewestBefore(hash(first), NOW)).isTrue();
    // For a list in which a manager has named it.
    assertThat(chain().isNewestBefore(hash(reset), 7)).isFalse();
    assertThat(chain().isNewestBefore(hash(reset), 8)).isTrue();
    assertThat(chain().standing(hash(reset)).map(Signed::hash)).contains(hash(reset));
  }

  @Test
  void reset_thenRotated_isALineOfItsOwn() {
    Somebody reset = organisation.reset(first, 7);
    Somebody later = organisation.rotate(reset, Cause.ROTATION, 9);
    assertThat(chain().newest().hash()).isEqualTo(hash(first));
    assertThat(chain().standing(hash(reset)).map(Signed::hash)).contains(hash(later));
    assertThat(chain().isNewestBefore(hash(reset), 10)).isFalse();
    assertThat(chain().isNewestBefore(hash(later), 10)).isTrue();
    assertThat(chain().byHash(hash(later))).isPresent();
  }

  @Test
  void t74_rotationOfTheEarlierLine_voidsEveryResetAndWhatFollowsOnIt() {
    Somebody reset = organisation.reset(first, 7);
    Somebody another = organisation.reset(first, 8);
    Somebody later = organisation.rotate(reset, Cause.ROTATION, 9);
    Somebody onTop = organisation.reset(later, 10);
    Somebody second = organisation.rotate(first, Cause.COMPROMISE, 11);
    assertThat(chain().newest().hash()).isEqualTo(hash(second));
    assertThat(chain().pendingResets()).isEmpty();
    assertThat(chain().resets()).hasSize(3);
    for (Somebody gone : List.of(another, later, onTop)) {
      assertThat(chain().standing(hash(gone))).isEmpty();
      assertThat(chain().isNewestBefore(hash(gone), 11)).isTrue();
      assertThat(chain().isNewestBefore(hash(gone), 12)).isFalse();
      assertRefused(ErrorCode.DIR_CHAIN, () -> organisation.rotate(gone, Cause.ROTATION, 12));
    }
  }

  @Test
  void rotationOfAReset_voidsOnlyWhatBeginsOnIt() {
    Somebody reset = organisation.reset(first, 7);
    Somebody beside = organisation.reset(first, 8);
    Somebody onTop = organisation.reset(reset, 9);
    Somebody later = organisation.rotate(reset, Cause.ROTATION, 10);
    assertThat(chain().standing(hash(onTop))).isEmpty();
    assertThat(chain().standing(hash(beside)).map(Signed::hash)).contains(hash(beside));
    assertThat(chain().standing(hash(reset)).map(Signed::hash)).contains(hash(later));
  }

  @Test
  void t11_resetPassedOffAsARotation_isRefused() {
    Somebody attacker = organisation.another("member");
    String reset =
        new String(
            Identity.reset(first.identity(), attacker.keys(), first.claim(), Organisation.TIME)
                .envelope()
                .payload()
                .toArray(),
            StandardCharsets.UTF_8);
    Bytes renamed = Bytes.utf8(reset.replace("\"cause\":\"reset\"", "\"cause\":\"rotation\""));
    assertThat(renamed).isNotEqualTo(Bytes.utf8(reset));
    Envelope forged =
        Envelope.sign(StatementKind.IDENTITY, renamed, List.of(attacker.keys().signing()));
    assertRefused(ErrorCode.STATEMENT, () -> next(forged, 7));
  }

  @Test
  void t11_generationNotSignedByThePreviousOne_isRefused() {
    Somebody attacker = organisation.another("member");
    Signed<Identity> forged =
        Identity.rotation(
            first.identity(),
            attacker.keys().signing(),
            organisation.another("member").keys(),
            first.claim(),
            Cause.ROTATION,
            Organisation.TIME);
    assertRefused(ErrorCode.STATEMENT, () -> next(forged.envelope(), 7));
  }

  @Test
  void t11_otherFirstIdentityBesideTheFirst_dirChain() {
    Envelope other = organisation.another("member").identity().envelope();
    assertRefused(ErrorCode.DIR_CHAIN, () -> next(other, 7));
  }

  @Test
  void t11_chainThatBeginsWithAReset_dirChain() {
    Somebody reset = organisation.reset(first, 7);
    assertRefused(
        ErrorCode.DIR_CHAIN,
        () ->
            IdentityChain.verify(
                organisation.id(), first.user(), List.of(reset.identity().envelope())));
    assertRefused(
        ErrorCode.DIR_CHAIN,
        () -> IdentityChain.verify(organisation.id(), first.user(), List.of()));
  }

  /** Good in itself, and under the name of another. */
  @Test
  void t11_identityOfSomebodyElse_dirChain() {
    Somebody other = organisation.somebody("other");
    assertRefused(
        ErrorCode.DIR_CHAIN,
        () ->
            IdentityChain.verify(
                organisation.id(), first.user(), List.of(other.identity().envelope())));
  }

  @Test
  void t68_signatureStrippedOrAddedToARotationOrAReset_statement() {
    Somebody fresh = organisation.another("member");
    SigningKey earlier = first.keys().signing();
    Envelope rotation =
        Identity.rotation(
                first.identity(),
                earlier,
                fresh.keys(),
                first.claim(),
                Cause.ROTATION,
                Organisation.TIME)
            .envelope();
    for (Envelope.Signature kept : rotation.signatures()) {
      Envelope stripped = new Envelope(rotation.kind(), rotation.payload(), List.of(kept));
      assertRefused(ErrorCode.STATEMENT, () -> next(stripped, 7));
    }
    // Both have signed, and the payload says that somebody else did in the earlier one's place.
    String payload = new String(rotation.payload().toArray(), StandardCharsets.UTF_8);
    String another = organisation.somebody("other").keys().signing().verifyingKey().id().toString();
    Bytes misnamed = Bytes.utf8(payload.replace(earlier.verifyingKey().id().toString(), another));
    assertThat(misnamed).isNotEqualTo(rotation.payload());
    Envelope byOthers =
        Envelope.sign(StatementKind.IDENTITY, misnamed, List.of(fresh.keys().signing(), earlier));
    assertRefused(ErrorCode.STATEMENT, () -> next(byOthers, 7));
    Bytes reset =
        Identity.reset(first.identity(), fresh.keys(), first.claim(), Organisation.TIME)
            .envelope()
            .payload();
    Envelope both =
        Envelope.sign(StatementKind.IDENTITY, reset, List.of(fresh.keys().signing(), earlier));
    assertRefused(ErrorCode.STATEMENT, () -> next(both, 7));
    Envelope byTheEarlierOne = Envelope.sign(StatementKind.IDENTITY, reset, List.of(earlier));
    assertRefused(ErrorCode.STATEMENT, () -> next(byTheEarlierOne, 7));
  }

  @Test
  void t68_identityOfAnotherOrganisation_statement() {
    Organisation other = new Organisation(organisation.random());
    Somebody there = other.somebody("member");
    Signed<Identity> reset =
        Identity.reset(
            there.identity(), other.another("member").keys(), there.claim(), Organisation.TIME);
    assertRefused(ErrorCode.STATEMENT, () -> next(reset.envelope(), 7));
  }

  @Test
  void statementThatDoesNotFollowOnANewestGeneration_dirChain() {
    Somebody second = organisation.rotate(first, Cause.ROTATION, 7);
    Somebody fresh = organisation.another("member");
    Envelope late =
        Identity.reset(first.identity(), fresh.keys(), first.claim(), Organisation.TIME).envelope();
    assertRefused(ErrorCode.DIR_CHAIN, () -> next(late, 8));
    Envelope again = second.identity().envelope();
    assertRefused(ErrorCode.DIR_CHAIN, () -> next(again, 8));
  }

  @Test
  void keyThatComesBack_dirChain() {
    Somebody second = organisation.rotate(first, Cause.COMPROMISE, 7);
    Signed<Identity> back =
        Identity.rotation(
            second.identity(),
            second.keys().signing(),
            first.keys(),
            first.claim(),
            Cause.ROTATION,
            Organisation.TIME);
    assertRefused(ErrorCode.DIR_CHAIN, () -> next(back.envelope(), 8));
  }

  @Test
  void statementsOutOfTheLogsOrder_dirChain() {
    organisation.reset(first, 7);
    assertRefused(ErrorCode.DIR_CHAIN, () -> organisation.rotate(first, Cause.ROTATION, 6));
  }

  @Test
  void confirmation_passesOverARoutineRotation_notOverOneForCompromise() {
    Somebody second = organisation.rotate(first, Cause.ROTATION, 3);
    Somebody third = organisation.rotate(second, Cause.COMPROMISE, 5);
    Somebody fourth = organisation.rotate(third, Cause.ROTATION, 7);
    assertThat(chain().isCoveredBy(hash(first), hash(second))).isTrue();
    assertThat(chain().isCoveredBy(hash(first), hash(third))).isFalse();
    assertThat(chain().isCoveredBy(hash(second), hash(fourth))).isFalse();
    assertThat(chain().isCoveredBy(hash(third), hash(fourth))).isTrue();
    assertThat(chain().isCoveredBy(hash(fourth), hash(third))).isFalse();
    assertThat(chain().since(hash(second)).stream().map(Signed::hash))
        .containsExactly(hash(third), hash(fourth));
  }

  @Test
  void compromise_isDueBetweenItsPlaceAndNow_forWhomItConcerns() {
    Somebody second = organisation.rotate(first, Cause.COMPROMISE, 5);
    organisation.rotate(second, Cause.ROTATION, 8);
    assertThat(chain().compromisedBetween(hash(first), 4, NOW)).isTrue();
    assertThat(chain().compromisedBetween(hash(first), 5, NOW)).isFalse();
    assertThat(chain().compromisedBetween(hash(first), 4, 5)).isFalse();
    assertThat(chain().compromisedBetween(hash(second), 4, NOW)).isFalse();
  }

  @Test
  void t15_subjectsThatLookTheSame_areDifferentUsers() {
    Set<UserId> users = new HashSet<>();
    for (String subject : List.of("bob", "Bob", "ｂob", "b\u043eb")) {
      for (String provider : List.of("main", "main2")) {
        users.add(Identity.userId(organisation.id(), provider, subject));
      }
    }
    users.add(Identity.userId(organisation.id(), "mainb", "ob"));
    assertThat(users).hasSize(9);
  }

  @Test
  void t34_moreStatementsThanAUserMakes_limit() {
    Somebody newest = first;
    for (int i = 1; i < 20; i++) {
      newest = organisation.rotate(newest, Cause.ROTATION, i);
    }
    assertThat(chain().generations()).hasSize(20);
    // The border itself, without a thousand signatures: the same line as often as it takes.
    List<Signed<Identity>> many =
        Collections.nCopies(IdentityChain.MAX_STATEMENTS, newest.identity());
    Envelope more =
        Identity.reset(
                newest.identity(),
                organisation.another("member").keys(),
                first.claim(),
                Organisation.TIME)
            .envelope();
    assertRefused(ErrorCode.LIMIT, () -> new IdentityChain(many).next(organisation.id(), more, 50));
    new IdentityChain(many.subList(1, many.size())).next(organisation.id(), more, 50);
  }

  @Test
  void payloadOfAReset_namesItsCauseAndItsOneSigner() {
    Somebody reset = organisation.reset(first, 7);
    JsonObject payload = JsonObject.parse(reset.identity().envelope().payload(), 16 << 10);
    assertThat(payload.text("cause")).isEqualTo("reset");
    assertThat(payload.texts("signers")).hasSize(1);
    assertThat(payload.text("previous")).isEqualTo(hash(first).toString());
  }
}
