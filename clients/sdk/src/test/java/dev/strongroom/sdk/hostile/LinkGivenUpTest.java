package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.sdk.OpenLinks;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.GivingUp;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.server.ServerException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link whose answer is unclear, and whose author gives it up (section 3, rule 5; T75). */
class LinkGivenUpTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void aRoom() throws Exception {
    world = new World(folder);
    room = world.room();
  }

  @AfterEach
  void end() {
    world.close();
  }

  private UserId user(String name) {
    return world.platform().people().somebody(name).user();
  }

  private void grantOutsider(String as) {
    try (Strongroom client = world.client(as)) {
      client.grant(room.toString(), client.people().named("outsider"), Role.VIEWER);
    }
  }

  /** The manager's grant to the outsider ends in no answer; the server has done nothing. */
  private Hash openGrant() {
    world.platform().lie(Request.post("/links"), Answer.problem(500, "lost"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> grantOutsider("manager"));
    world.platform().beHonest();
    return open().getFirst().link();
  }

  private List<OpenLinks.OpenLink> open() {
    return new OpenLinks(world.config("manager")).list();
  }

  private GivingUp.Outcome giveUp(Hash link) {
    return new OpenLinks(world.config("manager")).giveUp(link);
  }

  private boolean isGranted() throws Exception {
    boolean[] granted = new boolean[1];
    world.with(
        "member",
        room,
        open ->
            granted[0] =
                open.chain().newest().grants().containsKey(new Grantee.User(user("outsider"))));
    return granted[0];
  }

  private long links() {
    return world.platform().requests().stream().filter(Request.post("/links")).count();
  }

  @Test
  void linkGivenUp_whosePlaceAnEmptyOneTakes_neverCounts_notEvenMonthsLater() throws Exception {
    Hash link = openGrant();
    assertThat(open())
        .singleElement()
        .satisfies(o -> {
          assertThat(o.chain()).contains(room);
          assertThat(o.sequence()).isEqualTo(2);
          assertThat(o.name()).contains("Board");
          assertThat(o.givenUp()).isFalse();
        });
    assertThat(giveUp(link)).isEqualTo(GivingUp.Outcome.WITHDRAWN);
    assertThat(open()).isEmpty();
    // The server had kept its bytes, and has them logged now.
    world.platform().organisation().log(DirectoryEntry.room(room, 2, link));
    assertThat(isGranted()).isFalse();
    grantOutsider("manager");
    assertThat(isGranted()).isTrue();
  }

  @Test
  void linkGivenUp_thatHadBeenTaken_counts_andItsAuthorIsTold() throws Exception {
    world.platform().loseAnswer(Request.post("/links"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> grantOutsider("manager"));
    world.platform().beHonest();
    world.platform().forgetRequests();
    assertThat(giveUp(open().getFirst().link())).isEqualTo(GivingUp.Outcome.TAKEN);
    assertThat(open()).isEmpty();
    assertThat(links()).isZero();
    assertThat(isGranted()).isTrue();
  }

  @Test
  void linkGivenUp_whosePlaceSomebodyElseTook_isOvertaken() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      manager.changeRole(room.toString(), new Grantee.User(user("member")), Role.MANAGER);
    }
    Hash link = openGrant();
    try (Strongroom member = world.client("member")) {
      member.grant(room.toString(), member.people().named("outsider"), Role.EDITOR);
    }
    assertThat(giveUp(link)).isEqualTo(GivingUp.Outcome.OVERTAKEN);
    assertThat(open()).isEmpty();
  }

  @Test
  void linkGivenUpWhileTheServerIsAway_staysOpen_andIsNeverSentAgain() throws Exception {
    Hash link = openGrant();
    world.platform().lie(Request.post("/links"), Answer.problem(500, "lost"));
    world.platform().forgetRequests();
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> giveUp(link));
    Bytes empty =
        world.platform().requests().stream()
            .filter(Request.post("/links"))
            .findFirst()
            .orElseThrow()
            .body();
    assertThat(open())
        .singleElement()
        .satisfies(o -> {
          assertThat(o.link()).isEqualTo(link);
          assertThat(o.givenUp()).isTrue();
        });
    world.platform().beHonest();
    world.platform().forgetRequests();
    // The next command settles it first, with the empty link's own bytes.
    world.client("manager").close();
    assertThat(world.platform().requests())
        .filteredOn(Request.post("/links"))
        .extracting(Request::body)
        .containsExactly(empty);
    assertThat(open()).isEmpty();
    assertThat(isGranted()).isFalse();
  }

  @Test
  void emptyLinkThatIsRefused_leavesTheOtherOneOpen() throws Exception {
    Hash link = openGrant();
    world.platform().lieOnce(Request.post("/links"), Answer.problem(403, "forbidden"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> giveUp(link));
    assertThat(open()).singleElement().matches(o -> o.link().equals(link) && !o.givenUp());
    world.client("manager").close();
    assertThat(isGranted()).isTrue();
  }

  @Test
  void emptyLink_saidToBeTooLateWhereNothingWasLogged_waitsInTheOthersPlace() throws Exception {
    Hash link = openGrant();
    world.platform().lieOnce(Request.post("/links"), Answer.problem(409, "stale-head"));
    assertRefused(ErrorCode.DIR_PROOF, () -> giveUp(link));
    assertThat(open()).singleElement().matches(o -> o.link().equals(link) && o.givenUp());
    world.client("manager").close();
    assertThat(open()).isEmpty();
    assertThat(isGranted()).isFalse();
  }

  @Test
  void groupsLink_isGivenUpLikewise() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
    }
    world.platform().lie(Request.post("/links"), Answer.problem(500, "lost"));
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() -> {
          try (Strongroom manager = world.client("manager")) {
            manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
          }
        });
    world.platform().beHonest();
    assertThat(giveUp(open().getFirst().link())).isEqualTo(GivingUp.Outcome.WITHDRAWN);
    try (Strongroom manager = world.client("manager")) {
      assertThat(manager.groups().getFirst().state().members()).hasSize(1);
      assertThat(manager.groups().getFirst().state().sequence()).isEqualTo(1);
    }
  }

  @Test
  void roomBeingMade_isForgotten() {
    world.platform().lie(Request.post("/access/v1/rooms"), Answer.problem(500, "lost"));
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() -> {
          try (Strongroom manager = world.client("manager")) {
            manager.createRoom("Plans");
          }
        });
    world.platform().beHonest();
    assertThat(open()).singleElement().matches(o -> o.chain().isEmpty());
    assertThat(giveUp(open().getFirst().link())).isEqualTo(GivingUp.Outcome.FORGOTTEN);
    assertThat(open()).isEmpty();
  }

  @Test
  void whoManagesNothing_cannotGiveUpHisLeave_andItGoesOnWaiting() {
    world.platform().lie(Request.post("/links"), Answer.problem(500, "lost"));
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() -> {
          try (Strongroom member = world.client("member")) {
            member.leaveRoom(room.toString());
          }
        });
    world.platform().beHonest();
    OpenLinks mine = new OpenLinks(world.config("member"));
    Hash leave = mine.list().getFirst().link();
    assertThatExceptionOfType(MembershipException.class)
        .isThrownBy(() -> mine.giveUp(leave))
        .matches(e -> e.reason() == MembershipException.Reason.NO_MANAGER);
    assertThat(mine.list()).singleElement().matches(o -> o.link().equals(leave));
  }

  @Test
  void linkThatDoesNotWait_notOpen() {
    assertThatExceptionOfType(MembershipException.class)
        .isThrownBy(() -> giveUp(Sha256.of(Bytes.utf8("nothing"))))
        .matches(e -> e.reason() == MembershipException.Reason.NOT_OPEN);
  }
}
