package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static dev.strongroom.protocol.chain.Chains.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Signatures are checked ahead, out of turn and on several threads: what is told of a chain is told
 * in turn all the same (T75).
 */
class ReplayAheadTest {
  private static final int LINKS = 12;
  private static final long FIRST_INDEX = 100;

  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Chains chains = new Chains(organisation);
  private final Map<Hash, Envelope> bodies = new HashMap<>();
  private final List<ChainReplay.Logged> log = new ArrayList<>();
  private final List<Hash> good = new ArrayList<>();
  private GroupState newest = first();

  ReplayAheadTest() {
    while (good.size() < LINKS) {
      Signed<GroupLink> next = next(manager);
      log(next);
      newest = chains.groupChain().next(newest, next, log.getLast().index());
    }
  }

  private GroupState first() {
    Signed<GroupLink> creation =
        chains.group(
            Optional.empty(),
            manager,
            List.of(put(manager, GroupRole.MANAGER)),
            chains.epoch(1, chains.commitment()));
    log(creation);
    return chains.groupChain().first(creation, FIRST_INDEX);
  }

  private Signed<GroupLink> next(Organisation.Somebody signer) {
    Organisation.Somebody newcomer = organisation.somebody("newcomer-" + good.size());
    return chains.group(
        Optional.of(newest), signer, List.of(put(newcomer, GroupRole.MEMBER)), newest.epoch());
  }

  private void log(Signed<GroupLink> link) {
    bodies.put(link.hash(), link.envelope());
    log.add(new ChainReplay.Logged(FIRST_INDEX + good.size(), good.size(), link.hash()));
    good.add(link.hash());
  }

  private ChainReplay.Outcome<GroupLink, GroupState> replay() {
    return ChainReplay.of(chains.groupChain())
        .replay(newest.id(), Optional.empty(), log, hash -> Optional.ofNullable(bodies.get(hash)));
  }

  private static List<Hash> links(ChainReplay.Outcome<GroupLink, GroupState> outcome) {
    return outcome.accepted().stream().map(accepted -> accepted.link().hash()).toList();
  }

  /** Serves what the log has at {@code place} with one bit of its signature turned. */
  private void spoil(int place) {
    bodies.computeIfPresent(
        good.get(place),
        (_, body) -> {
          Envelope.Signature was = body.signatures().getFirst();
          byte[] bent = was.value().toArray();
          bent[place] ^= 1;
          return new Envelope(
              StatementKind.GROUP,
              body.payload(),
              List.of(new Envelope.Signature(was.key(), Bytes.of(bent))));
        });
  }

  @Test
  void chain_thatIsGood_countsInWhole() {
    assertThat(links(replay())).isEqualTo(good);
  }

  @Test
  void t75_signatureSpoiledAtAnyPlace_isToldAsTheSame() {
    for (int place = 0; place < LINKS; place++) {
      Map<Hash, Envelope> before = Map.copyOf(bodies);
      spoil(place);
      assertRefused(ErrorCode.CHAIN_BODY, this::replay);
      bodies.putAll(before);
    }
    assertThat(links(replay())).isEqualTo(good);
  }

  /** A link whose checkpoint the log did not sign, at any place, with its author's signature. */
  @Test
  void t76_checkpointSpoiledAtAnyPlace_isVoidAndNothingBehindItCounts() {
    for (int place = 1; place < LINKS; place++) {
      ChainReplay.Logged was = log.get(place);
      ChainReplay.Logged bent = withAnotherCheckpoint(was);
      log.set(place, bent);
      var outcome = replay();
      assertThat(links(outcome)).isEqualTo(good.subList(0, place));
      assertThat(outcome.voids())
          .containsExactly(
              new ChainReplay.Voided(
                  bent.index(), bent.sequence(), bent.payload(), ErrorCode.STATEMENT));
      log.set(place, was);
    }
  }

  /** The root in the note is another, its signature stays; the link's own is good. */
  private ChainReplay.Logged withAnotherCheckpoint(ChainReplay.Logged logged) {
    Envelope link = Objects.requireNonNull(bodies.get(logged.payload()));
    String root = GroupLink.decode(link).body().directory().lines().toList().get(2);
    String other = (root.charAt(0) == 'A' ? "B" : "A") + root.substring(1);
    String payload = new String(link.payload().toArray(), StandardCharsets.UTF_8);
    Bytes bent = Bytes.utf8(payload.replace(root, other));
    assertThat(bent).isNotEqualTo(link.payload());
    Envelope signed = Envelope.sign(StatementKind.GROUP, bent, List.of(manager.keys().signing()));
    bodies.put(signed.hash(), signed);
    return new ChainReplay.Logged(logged.index(), logged.sequence(), signed.hash());
  }

  /** What comes after a place that stayed free is for no place yet: it is not judged. */
  @Test
  void t75_signatureSpoiledBehindAVoidLink_isNeverReached() {
    log.set(4, withAnotherCheckpoint(log.get(4)));
    spoil(7);
    assertThat(links(replay())).isEqualTo(good.subList(0, 4));
    spoil(2);
    assertRefused(ErrorCode.CHAIN_BODY, this::replay);
  }

  @Test
  void chain_replayedAgainAndAgain_comesToTheSame() {
    spoil(9);
    bodies.remove(good.get(10));
    for (int round = 0; round < 20; round++) {
      assertRefused(ErrorCode.CHAIN_BODY, this::replay);
    }
    log.subList(9, log.size()).clear();
    for (int round = 0; round < 20; round++) {
      assertThat(links(replay())).isEqualTo(good.subList(0, 9));
    }
  }
}
