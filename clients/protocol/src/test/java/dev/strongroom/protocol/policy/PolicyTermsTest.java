package dev.strongroom.protocol.policy;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.statement.Signed;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Recovery key and attesters: kept from policy to policy until the root key says otherwise. */
class PolicyTermsTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody attester = organisation.somebody("attester");
  private final KemPublicKey key =
      KemPrivateKey.fromSeed(SecretBytes.random(organisation.random(), 32)).publicKey();

  private Signed<Policy> following(Signed<Policy> earlier, Policy.Terms terms) {
    return Policy.following(organisation.root(), earlier, terms, Organisation.TIME);
  }

  @Test
  void recoveryKeyAndAttesters_readBack_areTheSame_andStayUntilTheyAreChanged() {
    Policy.Terms terms =
        organisation
            .policy()
            .body()
            .terms()
            .withRecoveryKey(Optional.of(key))
            .withAttesters(List.of(attester.identity().hash()))
            .withLimits(Map.of("keyChange", 1L));
    Signed<Policy> next = following(organisation.policy(), terms);
    Policy read = Policy.decode(next.envelope()).body();
    assertThat(read.terms()).isEqualTo(terms);
    Signed<Policy> later =
        Policy.following(
            organisation.root(),
            next,
            read.providers(),
            read.logKeys(),
            Map.of(),
            Organisation.TIME);
    assertThat(later.body().recoveryKey()).contains(key);
    assertThat(later.body().attesters()).containsExactly(attester.identity().hash());
    Signed<Policy> without =
        following(later, later.body().terms().withRecoveryKey(Optional.empty()));
    assertThat(
            PolicyChain.newest(
                    organisation.id(),
                    Optional.of(organisation.policy()),
                    List.of(next.envelope(), later.envelope(), without.envelope()))
                .body()
                .recoveryKey())
        .isEmpty();
  }

  @Test
  void attesters_twiceOrTooMany_statement() {
    Hash one = attester.identity().hash();
    Policy.Terms terms = organisation.policy().body().terms();
    assertRefused(
        ErrorCode.STATEMENT,
        () -> following(organisation.policy(), terms.withAttesters(Collections.nCopies(2, one))));
    List<Hash> many =
        IntStream.range(0, 101).mapToObj(i -> Sha256.of(Bytes.utf8("a" + i))).toList();
    following(organisation.policy(), terms.withAttesters(many.subList(0, 100)));
    assertRefused(
        ErrorCode.STATEMENT, () -> following(organisation.policy(), terms.withAttesters(many)));
  }
}
