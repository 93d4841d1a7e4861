package dev.strongroom.protocol.policy;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The keys of the logs that a policy names. */
class PolicyLogKeysTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final NoteKey own = Organisation.logKey();

  private NoteKey another(String name) {
    return new NoteKey(
        name, SigningKey.fromSeed(SecretBytes.random(organisation.random(), 32)).verifyingKey());
  }

  private Signed<Policy> following(List<NoteKey> keys) {
    return Policy.following(
        organisation.root(),
        organisation.policy(),
        organisation.policy().body().providers(),
        keys,
        Map.of(),
        Organisation.TIME);
  }

  private Signed<Policy> verified(Signed<Policy> next) {
    return PolicyChain.newest(
        organisation.id(), Optional.of(organisation.policy()), List.of(next.envelope()));
  }

  @Test
  void policy_withMoreKeys_tellsThoseOfTheDirectoryLogFromOthers() {
    NoteKey second = another(Organisation.LOG_NAME);
    NoteKey audit = another("organisation.test/audit");
    assertThat(verified(following(List.of(own, second, audit))).body().directoryKeys())
        .containsExactly(own, second);
  }

  @Test
  void policy_withoutAKeyOfOneDirectoryLog_policy() {
    for (List<NoteKey> keys :
        List.of(
            List.<NoteKey>of(),
            List.of(another("organisation.test/audit")),
            List.of(own, own),
            List.of(own, another("second.test/directory")))) {
      assertRefused(ErrorCode.POLICY, () -> following(keys));
    }
  }

  @Test
  void policy_servedWithoutALogKeyOrWithNonsense_policy() {
    for (String keys : List.of("[]", "[\"nonsense\"]", "[\"" + own + "x\"]")) {
      String payload =
          new String(organisation.policy().envelope().payload().toArray(), StandardCharsets.UTF_8)
              .replace("[\"" + own + "\"]", keys);
      assertThat(payload).contains(keys);
      Envelope envelope =
          Envelope.sign(StatementKind.POLICY, Bytes.utf8(payload), List.of(organisation.root()));
      assertRefused(
          ErrorCode.POLICY,
          () -> PolicyChain.newest(organisation.id(), Optional.empty(), List.of(envelope)));
    }
  }

  @Test
  void policy_thatDropsALogKey_policy() {
    assertRefused(
        ErrorCode.POLICY, () -> verified(following(List.of(another(Organisation.LOG_NAME)))));
  }
}
