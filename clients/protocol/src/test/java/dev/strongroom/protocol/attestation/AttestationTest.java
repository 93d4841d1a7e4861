package dev.strongroom.protocol.attestation;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.attestation.Attestations.Worth;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttestationTest {
  private static final Instant NOW = Organisation.TIME;
  private static final Instant UNTIL = NOW.plus(Duration.ofDays(365));
  private final SecureRandom random = Seed.random(Seed.ofThisRun());
  private final Organisation organisation = new Organisation(random);
  private final Organisation.Somebody attester = organisation.somebody("attester");
  private final Organisation.Somebody person = organisation.somebody("person");

  private Signed<Attestation> attested() {
    return by(attester);
  }

  private Signed<Attestation> by(Organisation.Somebody signer) {
    return Attestation.sign(
        signer.author(), signer.keys().signing(), person.identity(), "passport seen", UNTIL, NOW);
  }

  private Policy naming(Hash... attesters) {
    Policy before = organisation.policy().body();
    return Policy.following(
            organisation.root(),
            organisation.policy(),
            before.terms().withAttesters(List.of(attesters)),
            NOW)
        .body();
  }

  private Worth worth(Signed<Attestation> attestation, long index, Organisation.Somebody cited) {
    return new Attestations(organisation.id(), naming(attester.identity().hash()), organisation)
        .worth(attestation, index, cited.identity().hash(), NOW);
  }

  @Test
  void attestation_readBack_isTheSame_andCounts() {
    Signed<Attestation> signed = attested();
    Signed<Attestation> read =
        Attestation.decode(Envelope.decode(StatementKind.ATTESTATION, signed.envelope().encode()));
    assertThat(read.body()).isEqualTo(signed.body());
    assertThat(worth(read, 10, person)).isEqualTo(Worth.GOOD);
  }

  @Test
  void attestation_countsOnlyWhileTheNewestPolicyNamesItsAttester() {
    Signed<Attestation> signed = attested();
    for (Policy policy :
        List.of(
            organisation.policy().body(),
            naming(),
            naming(person.identity().hash(), organisation.somebody("x").identity().hash()))) {
      assertThat(
              new Attestations(organisation.id(), policy, organisation)
                  .worth(signed, 10, person.identity().hash(), NOW))
          .isEqualTo(Worth.NO_ATTESTER);
    }
  }

  @Test
  void attestation_bySomebodyElseInTheAttestersName_statement() {
    Signed<Attestation> forged =
        Attestation.sign(
            attester.author(), person.keys().signing(), person.identity(), "made up", UNTIL, NOW);
    assertRefused(ErrorCode.STATEMENT, () -> worth(forged, 10, person));
    Organisation another = new Organisation(random);
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            new Attestations(another.id(), another.policy().body(), organisation)
                .worth(attested(), 10, person.identity().hash(), NOW));
  }

  @Test
  void attestation_passesOverRoutineRotations_andNotOverOneForCompromise() {
    Signed<Attestation> signed = attested();
    Organisation.Somebody second = organisation.rotate(person, Identity.Cause.ROTATION, 20);
    assertThat(worth(signed, 10, second)).isEqualTo(Worth.GOOD);
    Organisation.Somebody third = organisation.rotate(second, Identity.Cause.COMPROMISE, 30);
    assertThat(worth(signed, 10, third)).isEqualTo(Worth.OTHER_IDENTITY);
  }

  @Test
  void t74_attestation_doesNotPassToAReset() {
    Signed<Attestation> signed = attested();
    Organisation.Somebody reset = organisation.reset(person, 20);
    assertThat(worth(signed, 10, reset)).isEqualTo(Worth.OTHER_IDENTITY);
    assertThat(worth(signed, 10, person)).isEqualTo(Worth.GOOD);
  }

  @Test
  void t74_resetInTheAttestersName_attestsNobody() {
    Organisation.Somebody reset = organisation.reset(attester, 5);
    assertThat(worth(by(reset), 10, person)).isEqualTo(Worth.NO_ATTESTER);
  }

  @Test
  void attester_rotated_oldKeySignsNothingLate_newOneDoes() {
    Signed<Attestation> before = attested();
    Organisation.Somebody second = organisation.rotate(attester, Identity.Cause.ROTATION, 20);
    assertThat(worth(before, 10, person)).isEqualTo(Worth.GOOD);
    assertThat(worth(before, 21, person)).isEqualTo(Worth.LATE);
    assertThat(worth(by(second), 21, person)).isEqualTo(Worth.GOOD);
    assertThat(worth(by(second), 15, person)).isEqualTo(Worth.LATE);
  }

  @Test
  void attester_compromised_whatTheOldKeySignedCountsNoLonger() {
    Signed<Attestation> before = attested();
    Organisation.Somebody second = organisation.rotate(attester, Identity.Cause.COMPROMISE, 20);
    assertThat(worth(before, 10, person)).isEqualTo(Worth.ATTESTER_COMPROMISED);
    assertThat(worth(by(second), 21, person)).isEqualTo(Worth.GOOD);
  }

  @Test
  void attestation_ends() {
    Attestations checks =
        new Attestations(organisation.id(), naming(attester.identity().hash()), organisation);
    Hash cited = person.identity().hash();
    assertThat(checks.worth(attested(), 10, cited, UNTIL.minusSeconds(1))).isEqualTo(Worth.GOOD);
    assertThat(checks.worth(attested(), 10, cited, UNTIL)).isEqualTo(Worth.EXPIRED);
  }

  @Test
  void attestation_ofOneselfIsNone() {
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            Attestation.sign(
                attester.author(),
                attester.keys().signing(),
                attester.identity(),
                "I am I",
                UNTIL,
                NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two\nlines", "\u001b[2J"})
  void attestation_thatSaysHowOnNoLineOfItsOwn_isNone(String how) {
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            Attestation.sign(
                attester.author(), attester.keys().signing(), person.identity(), how, UNTIL, NOW));
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            Attestation.sign(
                attester.author(),
                attester.keys().signing(),
                person.identity(),
                "x".repeat(Attestation.MAX_HOW + 1),
                UNTIL,
                NOW));
  }
}
