package dev.strongroom.protocol.directory;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.history.MerkleLog;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryLogTest {
  private static final String ORIGIN = "strongroom/directory/test";

  private final SecureRandom random = Seed.random(7);
  private final OrganisationId organisation = new OrganisationId(Bytes.random(random, 32));
  private final SigningKey key = SigningKey.fromSeed(SecretBytes.random(random, 32));
  private final NoteKey noteKey = new NoteKey(ORIGIN, key.verifyingKey());
  private final List<DirectoryEntry> entries = new ArrayList<>();
  private final DirectoryLog log = new DirectoryLog(organisation);

  private DirectoryEntry anEntry() {
    return DirectoryEntry.identity(
        new UserId(Bytes.random(random, 32)), 0, new Hash(Bytes.random(random, 32)));
  }

  private Checkpoint checkpoint(List<DirectoryEntry> of) {
    Hash root = MerkleLog.root(of.stream().map(e -> e.leaf(organisation)).toList());
    Checkpoint signed = Checkpoint.sign(ORIGIN, of.size(), root, key);
    assertThat(Checkpoint.open(signed.note(), List.of(noteKey))).isEqualTo(signed);
    return signed;
  }

  private void grow(int size) {
    int from = entries.size();
    while (entries.size() < size) {
      entries.add(anEntry());
    }
    log.advance(checkpoint(entries), entries.subList(from, size));
  }

  @Test
  void entries_afterTheirJourney_areTheSame() {
    DirectoryEntry entry = anEntry();
    assertThat(DirectoryEntry.decode(entry.encode())).isEqualTo(entry);
    assertRefused(ErrorCode.DIR_PROOF, () -> DirectoryEntry.decode(entry.encode().slice(1, 73)));
    byte[] unknown = entry.encode().toArray();
    for (byte kind : new byte[] {0, 7, -1}) {
      unknown[0] = kind;
      assertRefused(ErrorCode.DIR_PROOF, () -> DirectoryEntry.decode(Bytes.of(unknown)));
    }
  }

  @Test
  void log_grownByAnySteps_findsEverySubject() {
    for (int size : new int[] {0, 1, 2, 5, 8, 9, 33}) {
      grow(size);
      assertThat(log.size()).isEqualTo(size);
    }
    for (int i = 0; i < entries.size(); i++) {
      DirectoryEntry entry = entries.get(i);
      assertThat(log.of(entry.kind(), entry.subject()))
          .containsExactly(new DirectoryLog.Logged(i, entry));
      assertThat(log.of(DirectoryEntry.Kind.GROUP, entry.subject())).isEmpty();
    }
    for (int size = 0; size <= 33; size++) {
      assertThat(log.covers(checkpoint(entries.subList(0, size)))).isTrue();
    }
  }

  @Test
  void t41_historyRewrittenBehindACheckpoint_logFork() {
    grow(12);
    List<DirectoryEntry> other = new ArrayList<>(entries);
    other.set(5, anEntry());
    for (int size : new int[] {6, 12}) {
      Checkpoint forked = checkpoint(other.subList(0, size));
      assertRefused(ErrorCode.LOG_FORK, () -> log.advance(forked, List.of()));
      assertRefused(ErrorCode.LOG_FORK, () -> log.covers(forked));
    }
    other.add(anEntry());
    List<Hash> leaves = other.stream().map(e -> e.leaf(organisation)).toList();
    Checkpoint longer = checkpoint(other);
    assertRefused(
        ErrorCode.LOG_FORK, () -> log.requireConsistent(longer, MerkleLog.consistency(leaves, 12)));
    assertRefused(ErrorCode.DIR_PROOF, () -> log.advance(longer, other.subList(12, 13)));
    assertThat(log.newest()).contains(checkpoint(entries));
  }

  @Test
  void t14_entryLeftOutAddedOrChanged_dirProofAndNothingIsKept() {
    grow(9);
    List<DirectoryEntry> honest = new ArrayList<>(entries);
    for (int i = 0; i < 6; i++) {
      honest.add(anEntry());
    }
    Checkpoint next = checkpoint(honest);
    List<DirectoryEntry> added = honest.subList(9, 15);
    List<DirectoryEntry> changed = new ArrayList<>(added);
    changed.set(2, anEntry());
    List<DirectoryEntry> more = new ArrayList<>(added);
    more.add(anEntry());
    for (List<DirectoryEntry> lie : List.of(added.subList(1, 6), changed, more)) {
      assertRefused(ErrorCode.DIR_PROOF, () -> log.advance(next, lie));
      assertThat(log.size()).isEqualTo(9);
    }
    log.requireConsistent(
        next, MerkleLog.consistency(honest.stream().map(e -> e.leaf(organisation)).toList(), 9));
    log.advance(next, added);
    assertThat(log.from(9)).isEqualTo(added);
    assertThat(log.covers(checkpoint(entries))).isTrue();
  }

  @Test
  void t40_checkpointOfAnotherKeyOrLog_logSig() {
    Checkpoint good = checkpoint(entries);
    SigningKey other = SigningKey.fromSeed(SecretBytes.random(random, 32));
    assertRefused(
        ErrorCode.LOG_SIG,
        () ->
            Checkpoint.open(
                Checkpoint.sign(ORIGIN, 0, good.root(), other).note(), List.of(noteKey)));
    String elsewhere =
        Note.sign(
                good.note().substring(0, good.note().indexOf("\n\n") + 1).replace("test", "tent"),
                ORIGIN,
                key)
            .encode();
    assertRefused(ErrorCode.LOG_SIG, () -> Checkpoint.open(elsewhere, List.of(noteKey)));
    for (String text :
        List.of(
            ORIGIN + "\n00\n" + "A".repeat(43) + "=\n",
            ORIGIN + "\n-1\n" + "A".repeat(43) + "=\n",
            ORIGIN + "\n9999999999999\n" + "A".repeat(43) + "=\n",
            ORIGIN + "\n1\n" + "A".repeat(42) + "==\n",
            ORIGIN + "\n1\n" + "A".repeat(43) + "=\nextension\n",
            ORIGIN + "\n1\n")) {
      String note = Note.sign(text, ORIGIN, key).encode();
      assertRefused(ErrorCode.LOG_SIG, () -> Checkpoint.open(note, List.of(noteKey)));
    }
  }
}
