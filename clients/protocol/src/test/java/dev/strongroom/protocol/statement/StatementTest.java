package dev.strongroom.protocol.statement;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.policy.PolicyChain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements: T52, T54, and what identities and policies must be. */
class StatementTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody member = organisation.somebody("member");
  private final UserId user = member.user();

  private static Bytes replaced(Bytes text, String what, String by) {
    String changed = new String(text.toArray(), StandardCharsets.UTF_8).replace(what, by);
    assertThat(Bytes.utf8(changed)).isNotEqualTo(text);
    return Bytes.utf8(changed);
  }

  private Envelope resigned(String what, String by) {
    Bytes payload = replaced(member.identity().envelope().payload(), what, by);
    return Envelope.sign(StatementKind.IDENTITY, payload, List.of(member.keys().signing()));
  }

  @ParameterizedTest
  @EnumSource(StatementKind.class)
  void t52_statementOfOneKindTakenForAnother_statement(StatementKind kind) {
    Envelope identity = member.identity().envelope();
    if (kind != StatementKind.IDENTITY) {
      Envelope relabelled = new Envelope(kind, identity.payload(), identity.signatures());
      assertRefused(
          ErrorCode.STATEMENT,
          () -> relabelled.verify(List.of(member.keys().signing().verifyingKey())));
      assertRefused(ErrorCode.STATEMENT, () -> Envelope.decode(kind, identity.encode()));
    }
  }

  @Test
  void envelope_encodedAndDecoded_isTheSame() {
    Envelope envelope = member.identity().envelope();
    assertThat(Envelope.decode(StatementKind.IDENTITY, envelope.encode())).isEqualTo(envelope);
  }

  @Test
  void envelope_withAnyByteOfThePayloadChanged_isRefused() {
    Envelope good = member.identity().envelope();
    for (int i = 0; i < good.payload().length(); i += 7) {
      byte[] payload = good.payload().toArray();
      payload[i] ^= 1;
      Envelope bad = new Envelope(good.kind(), Bytes.of(payload), good.signatures());
      assertRefused(
          ErrorCode.STATEMENT, () -> bad.verify(List.of(member.keys().signing().verifyingKey())));
    }
  }

  @Test
  void envelope_withAnotherOrASecondSigner_statement() {
    SigningKey other = organisation.somebody("outsider").keys().signing();
    Envelope both =
        Envelope.sign(
            StatementKind.IDENTITY,
            member.identity().envelope().payload(),
            List.of(member.keys().signing(), other));
    assertRefused(
        ErrorCode.STATEMENT, () -> both.verify(List.of(member.keys().signing().verifyingKey())));
    assertRefused(
        ErrorCode.STATEMENT,
        () -> member.identity().envelope().verify(List.of(other.verifyingKey())));
  }

  @Test
  void t54_anotherSuite_suiteUnknown() {
    Envelope other = resigned("\"suite\":1", "\"suite\":2");
    assertRefused(
        ErrorCode.SUITE_UNKNOWN,
        () -> IdentityChain.verify(organisation.id(), user, List.of(other)));
  }

  @Test
  void t53_unknownCriticalField_statement() {
    Envelope critical = resigned("\"suite\":1", "\"suite\":1,\"crit\":[\"new\"],\"new\":1");
    assertRefused(
        ErrorCode.STATEMENT,
        () -> IdentityChain.verify(organisation.id(), user, List.of(critical)));
    Envelope harmless = resigned("\"suite\":1", "\"suite\":1,\"new\":1");
    assertThat(
            IdentityChain.verify(organisation.id(), user, List.of(harmless)).newest().body().user())
        .isEqualTo(user);
  }

  @Test
  void identity_ofAnotherOrganisation_statement() {
    Organisation other = new Organisation(organisation.random());
    Organisation.Somebody foreign = other.somebody("member");
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            IdentityChain.verify(
                organisation.id(), foreign.user(), List.of(foreign.identity().envelope())));
  }

  @Test
  void identity_ofSomebodyElse_dirChain() {
    Organisation.Somebody other = organisation.somebody("outsider");
    assertRefused(
        ErrorCode.DIR_CHAIN,
        () -> IdentityChain.verify(organisation.id(), user, List.of(other.identity().envelope())));
  }

  private Signed<Identity> rotation(SigningKey earlierKey, IdentityKeys keys) {
    return Identity.rotation(
        member.identity(),
        earlierKey,
        keys,
        Claim.of("member", "", organisation.random()),
        Identity.Cause.ROTATION,
        Organisation.TIME);
  }

  @Test
  void rotation_signedByBothKeys_standsForTheFirst() {
    try (IdentitySecret secret = IdentitySecret.random(organisation.random());
        IdentityKeys keys = IdentityKeys.derive(secret, organisation.id())) {
      Signed<Identity> next = rotation(member.keys().signing(), keys);
      IdentityChain chain =
          IdentityChain.verify(
              organisation.id(), user, List.of(member.identity().envelope(), next.envelope()));
      assertThat(chain.standsFor(member.identity().hash(), next.hash())).isTrue();
      assertThat(chain.standsFor(next.hash(), member.identity().hash())).isFalse();
    }
  }

  @Test
  void rotation_notSignedByThePreviousKey_isRefused() {
    try (IdentitySecret secret = IdentitySecret.random(organisation.random());
        IdentityKeys keys = IdentityKeys.derive(secret, organisation.id())) {
      SigningKey stranger = organisation.somebody("outsider").keys().signing();
      Signed<Identity> forged = rotation(stranger, keys);
      assertRefused(
          ErrorCode.STATEMENT,
          () ->
              IdentityChain.verify(
                  organisation.id(),
                  user,
                  List.of(member.identity().envelope(), forged.envelope())));
      Envelope good = rotation(member.keys().signing(), keys).envelope();
      Envelope stripped =
          new Envelope(good.kind(), good.payload(), List.of(good.signatures().getFirst()));
      assertRefused(
          ErrorCode.STATEMENT,
          () ->
              IdentityChain.verify(
                  organisation.id(), user, List.of(member.identity().envelope(), stripped)));
    }
  }

  @Test
  void policy_underAnotherRootOrOutOfOrder_root() {
    Organisation other = new Organisation(organisation.random());
    assertRefused(
        ErrorCode.ROOT,
        () ->
            PolicyChain.newest(
                organisation.id(), Optional.empty(), List.of(other.policy().envelope())));
    Signed<Policy> second =
        Policy.following(
            organisation.root(),
            organisation.policy(),
            Map.of("main", "https://moved.invalid"),
            List.of(Organisation.logKey()),
            Map.of(),
            Organisation.TIME);
    List<Envelope> chain = List.of(organisation.policy().envelope(), second.envelope());
    assertThat(PolicyChain.newest(organisation.id(), Optional.empty(), chain).hash())
        .isEqualTo(second.hash());
    assertRefused(
        ErrorCode.ROOT,
        () -> PolicyChain.newest(organisation.id(), Optional.empty(), List.of(second.envelope())));
  }

  @Test
  void policy_thatDropsAnAlias_policy() {
    Signed<Policy> second =
        Policy.following(
            organisation.root(),
            organisation.policy(),
            Map.of("other", "https://moved.invalid"),
            List.of(Organisation.logKey()),
            Map.of(),
            Organisation.TIME);
    assertRefused(
        ErrorCode.POLICY,
        () ->
            PolicyChain.newest(
                organisation.id(), Optional.of(organisation.policy()), List.of(second.envelope())));
  }
}
