package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.tree.ProofNodes;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T34: as much as a limit says is taken, and one more is not; and docs/protocol.md names them. */
class LimitsTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Chains chains = new Chains(organisation);
  private final EpochInfo epoch = chains.epoch(1, chains.commitment());

  private static Hash hash(long i) {
    return Sha256.of(Bytes.utf8("x" + i));
  }

  private static List<Hash> hashes(long count) {
    return IntStream.range(0, (int) count).mapToObj(LimitsTest::hash).toList();
  }

  private Header header(long sequence) {
    return organisation.header(
        sequence, sequence == 0 ? Optional.empty() : Optional.of(hash(0)), manager);
  }

  /** A group's link of one extreme, signed and read again. */
  private GroupLink group(long sequence, long changes, long proposals, long members) {
    List<GroupLink.Change> list = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      list.add(new GroupLink.Change.Put(new UserId(hash(i).value()), hash(i), GroupRole.MEMBER));
    }
    GroupLink link =
        new GroupLink(
            header(sequence),
            Cause.CHANGE,
            Optional.of(new ChainId(hash(1).value())),
            manager.author(),
            organisation.note(),
            list,
            hash(2),
            members,
            epoch,
            Optional.empty(),
            hashes(proposals),
            false);
    return GroupLink.decode(GroupLink.sign(link, manager.keys().signing()).envelope()).body();
  }

  private RoomLink room(long sequence, long changes, long heads, long grants) {
    List<RoomLink.Change> list = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      list.add(
          new RoomLink.Change.Put(
              new Grant(
                  new Grantee.User(new UserId(hash(i).value())),
                  Optional.of(hash(i)),
                  Role.DEPOSITOR)));
    }
    RoomLink link =
        new RoomLink(
            header(sequence),
            Cause.CHANGE,
            Optional.of(new ChainId(hash(1).value())),
            manager.author(),
            organisation.note(),
            list,
            hash(2),
            grants,
            hashes(heads).stream()
                .map(h -> new GroupHead(new ChainId(h.value()), 99_999, h))
                .toList(),
            epoch,
            1,
            1,
            Padding.PADME,
            Optional.empty());
    return RoomLink.decode(RoomLink.sign(link, manager.keys().signing()).envelope()).body();
  }

  private static void assertLimit(long limit, LongFunction<?> make) {
    assertThat(make.apply(limit)).isNotNull();
    assertRefused(ErrorCode.LIMIT, () -> make.apply(limit + 1));
  }

  @Test
  void t34_linksOfAChain() {
    assertLimit(ChainLimits.MAX_LINKS - 1, place -> group(place, 0, 0, 1));
    assertLimit(ChainLimits.MAX_LINKS - 1, place -> room(place, 0, 0, 1));
    assertLimit(Header.MAX_SEQUENCE, this::header);
  }

  @Test
  void t34_membersAndGrants() {
    assertLimit(ChainLimits.MAX_MEMBERS, count -> group(1, 0, 0, count));
    assertLimit(ChainLimits.MAX_GRANTS, count -> room(1, 0, 0, count));
    assertLimit(ChainLimits.MAX_GRANTS, count -> room(1, 0, count, 1));
  }

  @Test
  void t34_changesAndProposalsOfALink_whichFitIntoItsPayload() {
    assertLimit(ChainLimits.MAX_CHANGES, count -> group(1, count, 0, 1));
    assertLimit(ChainLimits.MAX_CHANGES, count -> group(1, 0, count, 1));
    assertLimit(ChainLimits.MAX_CHANGES, count -> room(1, count, 0, 1));
    assertThat(group(1, ChainLimits.MAX_CHANGES, ChainLimits.MAX_CHANGES, 1).changes())
        .hasSize(ChainLimits.MAX_CHANGES);
    assertThat(room(1, ChainLimits.MAX_CHANGES, ChainLimits.MAX_GRANTS, 1).heads())
        .hasSize(ChainLimits.MAX_GRANTS);
  }

  private Commit commit(long changes, long deposits) {
    Commit commit =
        new Commit(
            header(1),
            new ChainId(hash(1).value()),
            hash(2),
            1,
            hash(3),
            Optional.empty(),
            manager.author(),
            1,
            1,
            MerkleLog.root(List.of()),
            changes,
            hashes(deposits),
            TreePurpose.STATE.emptyRoot(),
            organisation.note());
    return Commit.decode(Commit.sign(commit, manager.keys().signing()).envelope()).body();
  }

  @Test
  void t34_changesAndDepositsOfACommit_whichFitIntoItsPayload() {
    assertLimit(Commit.MAX_CHANGES, count -> commit(count, 0));
    assertLimit(Commit.MAX_DEPOSITS, count -> commit(0, count));
  }

  @ParameterizedTest
  @EnumSource(StatementKind.class)
  void t34_payloadOfEachKind_sentAndRead(StatementKind kind) {
    assertLimit(
        kind.maxPayloadBytes(),
        bytes ->
            Envelope.decode(
                kind,
                Envelope.sign(
                        kind, Bytes.of(new byte[(int) bytes]), List.of(manager.keys().signing()))
                    .encode()));
  }

  @Test
  void t34_epochsInUse() {
    try (EpochSecret secret = EpochSecret.random(organisation.id(), organisation.random())) {
      LongFunction<Bytes> seal =
          count -> {
            Map<Long, EpochSecret> earlier = new LinkedHashMap<>();
            for (long number = 1; number <= count; number++) {
              earlier.put(number, secret);
            }
            return HistoryBox.seal(organisation.id(), secret, earlier, organisation.random());
          };
      assertLimit(HistoryBox.MAX_EPOCHS, seal);
    }
  }

  @Test
  void t34_labelOfAGroup() {
    assertLimit(
        ChainLimits.MAX_LABEL_CHARACTERS,
        length -> {
          GroupLink plain = group(1, 0, 0, 1);
          GroupLink labelled =
              new GroupLink(
                  plain.header(),
                  plain.cause(),
                  plain.group(),
                  plain.author(),
                  plain.directory(),
                  plain.changes(),
                  plain.members(),
                  plain.memberCount(),
                  plain.epoch(),
                  Optional.of("x".repeat((int) length)),
                  plain.proposals(),
                  plain.box());
          return GroupLink.sign(labelled, manager.keys().signing());
        });
  }

  @Test
  void t34_plaintextThatIsSealedInOnePiece() {
    Context context = Context.bare("limit");
    try (SecretBytes key = SecretBytes.random(organisation.random(), 32)) {
      assertLimit(
          Sealed.MAX_PLAINTEXT_BYTES,
          length -> {
            byte[] plaintext = new byte[(int) length];
            Bytes sealed = Sealed.seal(key, context, plaintext, organisation.random());
            try (SecretBytes opened = Sealed.open(key, context, sealed)) {
              assertThat(opened.length()).isEqualTo(plaintext.length);
            }
            return sealed;
          });
      Bytes longer = Bytes.of(new byte[Sealed.sealedLength(Sealed.MAX_PLAINTEXT_BYTES) + 1]);
      assertRefused(ErrorCode.LIMIT, () -> Sealed.open(key, context, longer));
    }
  }

  /** At its limit a record is looked at, and found to be none. */
  @Test
  void t34_bytesOfARecord() {
    ChainId room = new ChainId(hash(1).value());
    LongFunction<Bytes> zeros = length -> Bytes.of(new byte[(int) length]);
    assertRefused(
        ErrorCode.STATEMENT,
        () -> ChangeRecord.decode(organisation.id(), room, zeros.apply(ChangeRecord.MAX_BYTES)));
    assertRefused(
        ErrorCode.LIMIT,
        () ->
            ChangeRecord.decode(organisation.id(), room, zeros.apply(ChangeRecord.MAX_BYTES + 1)));
  }

  @Test
  void t34_nodesOfAProof_andBytesOfAName() {
    Bytes node = new TreeNode.Leaf(TreePurpose.MEMBERS, hash(1).value(), hash(2).value()).encode();
    assertLimit(
        ProofNodes.MAX_NODES,
        count ->
            new ProofNodes(
                TreePurpose.MEMBERS, IntStream.range(0, (int) count).mapToObj(_ -> node).toList()));
    assertThat(NodeName.of("x".repeat(NodeName.MAX_BYTES)).value()).hasSize(NodeName.MAX_BYTES);
    assertRefused(ErrorCode.NAME_UNSAFE, () -> NodeName.of("x".repeat(NodeName.MAX_BYTES + 1)));
  }

  /** A row: {@code | what | 1,000 | `CONSTANT` |}. */
  @Test
  void page_namesEachLimit_asItIs() throws Exception {
    Map<String, Long> limits = new LinkedHashMap<>();
    limits.put("ChainLimits.MAX_LINKS", ChainLimits.MAX_LINKS);
    limits.put("ChainLimits.MAX_MEMBERS", (long) ChainLimits.MAX_MEMBERS);
    limits.put("ChainLimits.MAX_GRANTS", (long) ChainLimits.MAX_GRANTS);
    limits.put("ChainLimits.MAX_CHANGES", (long) ChainLimits.MAX_CHANGES);
    limits.put("ChainLimits.MAX_LABEL_CHARACTERS", (long) ChainLimits.MAX_LABEL_CHARACTERS);
    limits.put("Commit.MAX_CHANGES", (long) Commit.MAX_CHANGES);
    limits.put("Commit.MAX_DEPOSITS", (long) Commit.MAX_DEPOSITS);
    limits.put("ChangeRecord.MAX_BYTES", (long) ChangeRecord.MAX_BYTES);
    limits.put("HistoryBox.MAX_EPOCHS", (long) HistoryBox.MAX_EPOCHS);
    limits.put("IdentityChain.MAX_STATEMENTS", (long) IdentityChain.MAX_STATEMENTS);
    limits.put("Proposal.MAX_REASON_CHARACTERS", (long) Proposal.MAX_REASON_CHARACTERS);
    limits.put("ProofNodes.MAX_NODES", (long) ProofNodes.MAX_NODES);
    limits.put("NodeName.MAX_BYTES", (long) NodeName.MAX_BYTES);
    limits.put("Sealed.MAX_PLAINTEXT_BYTES", (long) Sealed.MAX_PLAINTEXT_BYTES);
    for (StatementKind kind : StatementKind.values()) {
      limits.put("StatementKind." + kind.name(), (long) kind.maxPayloadBytes());
    }
    String page = Files.readString(Path.of("../../docs/protocol.md"), StandardCharsets.UTF_8);
    Map<String, Long> named = new LinkedHashMap<>();
    Pattern row = Pattern.compile("\\| ([0-9,]+) \\| `([A-Za-z]+\\.[A-Z_]+)` \\|");
    for (MatchResult found : row.matcher(page).results().toList()) {
      named.put(found.group(2), Long.parseLong(found.group(1).replace(",", "")));
    }
    assertThat(named).isEqualTo(limits);
  }
}
