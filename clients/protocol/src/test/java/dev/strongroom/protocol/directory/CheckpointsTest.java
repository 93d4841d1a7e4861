package dev.strongroom.protocol.directory;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.CommitCheck;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checkpoint that a statement carries. */
class CheckpointsTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Chains chains = new Chains(organisation);
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final GroupState group = chains.newGroup(manager);
  private final RoomState room = chains.newRoom(manager);

  /** What the log never signed: another key's under its name, and its own with other text. */
  private List<String> unsigned() {
    SigningKey other = SigningKey.fromSeed(SecretBytes.random(organisation.random(), 32));
    String forged =
        Checkpoint.sign(Organisation.LOG_NAME, 7, MerkleLog.root(List.of()), other).note();
    String altered = organisation.note().replaceFirst("\n3\n", "\n4\n");
    assertThat(altered).isNotEqualTo(organisation.note());
    return List.of(forged, altered, "no note at all");
  }

  private Signed<GroupLink> groupLink(String note) {
    GroupLink good =
        chains
            .group(
                Optional.of(group),
                manager,
                List.of(Chains.put(member, GroupRole.MEMBER)),
                group.epoch())
            .body();
    return GroupLink.sign(
        new GroupLink(
            good.header(),
            good.cause(),
            good.group(),
            good.author(),
            note,
            good.changes(),
            good.members(),
            good.memberCount(),
            good.epoch(),
            good.label()),
        manager.keys().signing());
  }

  private Signed<RoomLink> roomLink(String note) {
    RoomLink good =
        chains
            .room(
                Optional.of(room),
                Cause.CHANGE,
                manager,
                List.of(Chains.grant(member, Role.VIEWER)),
                List.of(),
                room.epoch())
            .body();
    return RoomLink.sign(
        new RoomLink(
            good.header(),
            good.cause(),
            good.room(),
            good.author(),
            note,
            good.changes(),
            good.grants(),
            good.grantCount(),
            good.heads(),
            good.epoch(),
            good.indexKey(),
            good.oldestEpoch(),
            good.padding(),
            good.commit()),
        manager.keys().signing());
  }

  private Signed<Commit> commit(String note) {
    return Commit.sign(
        new Commit(
            organisation.header(0, Optional.empty(), manager),
            room.id(),
            MerkleLog.root(List.of()),
            room.sequence(),
            room.head(),
            Optional.empty(),
            manager.author(),
            1,
            1,
            MerkleLog.root(List.of()),
            0,
            List.of(),
            room.head(),
            note),
        manager.keys().signing());
  }

  private void check(Signed<Commit> commit) {
    new CommitCheck(organisation.id(), room.id(), Chains.checkpoints())
        .requireAuthor(commit, room, organisation, chains);
  }

  @Test
  void statement_withTheLogsOwnNote_isAccepted() {
    chains.groupChain().next(group, groupLink(organisation.note()), Order.NOW);
    chains.roomChain().next(room, roomLink(organisation.note()), Order.NOW);
    check(commit(organisation.note()));
  }

  @Test
  void t76_linkWithANoteThatTheLogNeverSigned_statement() {
    for (String note : unsigned()) {
      assertRefused(
          ErrorCode.STATEMENT, () -> chains.groupChain().next(group, groupLink(note), Order.NOW));
      assertRefused(
          ErrorCode.STATEMENT, () -> chains.roomChain().next(room, roomLink(note), Order.NOW));
    }
  }

  @Test
  void t76_commitWithANoteThatTheLogNeverSigned_statement() {
    for (String note : unsigned()) {
      assertRefused(ErrorCode.STATEMENT, () -> check(commit(note)));
    }
  }

  @Test
  void statement_withoutANote_statement_andWithAnEndlessOne_limit() {
    for (String note : List.of("", "n".repeat(Checkpoints.MAX_CHARACTERS + 1))) {
      ErrorCode code = note.isEmpty() ? ErrorCode.STATEMENT : ErrorCode.LIMIT;
      assertRefused(code, () -> groupLink(note));
      assertRefused(code, () -> roomLink(note));
      assertRefused(code, () -> commit(note));
    }
  }
}
