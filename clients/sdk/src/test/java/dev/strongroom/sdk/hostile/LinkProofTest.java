package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.sdk.OpenLinks;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.ServerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of a link is what the log says, and not the answer (section 3, rules 2 and 5). */
class LinkProofTest {
  private static final Predicate<Request> LINK = Request.post("/links");
  private static final Answer TAKEN =
      Answer.json(Map.of("id", "x", "index", 7, "checkpoint", "", "inclusion", List.of()));

  @TempDir Path folder;
  private World world;
  private ChainId room;
  private ChainId group;

  @BeforeEach
  void aRoomAndAGroup() throws Exception {
    world = new World(folder);
    room = world.room();
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MANAGER);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private UserId user(String name) {
    return world.platform().people().somebody(name).user();
  }

  private List<OpenLinks.OpenLink> open() {
    return new OpenLinks(world.config("manager")).list();
  }

  private void withdraw() {
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(user("member")));
    }
  }

  private void grantOutsider() {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
  }

  private void remove() {
    try (Strongroom manager = world.client("manager")) {
      manager.removeMember(group, user("member"));
    }
  }

  private Set<UserId> members() {
    try (Strongroom manager = world.client("manager")) {
      return Set.copyOf(manager.groups().getFirst().state().members().keySet());
    }
  }

  private List<Grantee> grantees() throws Exception {
    List<Grantee> all = new ArrayList<>();
    world.with("manager", room, open -> all.addAll(open.chain().newest().grants().keySet()));
    return all;
  }

  private List<Bytes> linksHandedIn() {
    return world.platform().requests().stream().filter(LINK).map(Request::body).toList();
  }

  private long logged(ChainId chain) {
    return world.platform().organisation().entries().stream()
        .filter(entry -> entry.subject().equals(chain.value()))
        .count();
  }

  @Test
  void withdrawal_answeredAsDoneAndSwallowed_isNotDone_andTheSameBytesAreSentAgain()
      throws Exception {
    world.platform().lie(LINK, TAKEN);
    world.platform().forgetRequests();
    assertRefused(ErrorCode.DIR_PROOF, this::withdraw);
    List<Bytes> sent = linksHandedIn();
    assertThat(sent).hasSize(1);
    assertThat(open()).singleElement().matches(o -> o.chain().orElseThrow().equals(room));
    // As long as it lies nothing else is signed.
    assertRefused(ErrorCode.DIR_PROOF, this::grantOutsider);
    assertThat(linksHandedIn()).containsOnly(sent.getFirst());
    world.platform().beHonest();
    world.platform().forgetRequests();
    assertThat(grantees()).doesNotContain(new Grantee.User(user("member")));
    assertThat(linksHandedIn()).isEqualTo(sent);
    assertThat(open()).isEmpty();
    assertThat(logged(room)).isEqualTo(3);
  }

  @Test
  void removalFromAGroup_answeredAsDoneAndSwallowed_isNotDone() {
    world.platform().lie(LINK, TAKEN);
    assertRefused(ErrorCode.DIR_PROOF, this::remove);
    assertThat(open()).singleElement().matches(o -> o.chain().orElseThrow().equals(group));
    world.platform().beHonest();
    assertThat(members()).containsExactly(user("manager"));
    assertThat(open()).isEmpty();
  }

  @Test
  void roomBeingMade_answeredAsDoneAndSwallowed_isNotThere_andIsMadeLater() {
    world.platform().lie(Request.post("/access/v1/rooms"), TAKEN);
    assertRefused(ErrorCode.DIR_PROOF, () -> world.room("Plans"));
    assertThat(open()).singleElement().matches(o -> o.chain().isEmpty());
    assertThat(world.device("manager").pins().names()).doesNotContainValue("Plans");
    world.platform().beHonest();
    try (Strongroom manager = world.client("manager")) {
      assertThat(manager.rooms()).extracting(Strongroom.RoomSummary::name).contains("Plans");
    }
    assertThat(open()).isEmpty();
  }

  @Test
  void linkSaidToBeTooLate_whereTheLogHasNoOther_waits_andNoSecondIsSigned() {
    world.platform().lie(LINK, Answer.problem(409, "stale-head"));
    world.platform().forgetRequests();
    assertRefused(ErrorCode.DIR_PROOF, this::remove);
    assertThat(linksHandedIn()).hasSize(1);
    assertThat(open()).hasSize(1);
    world.platform().beHonest();
    assertThat(members()).containsExactly(user("manager"));
  }

  @Test
  void linkSaidToBeTooLate_forAnEntryThatNobodyShows_waits_andNoSecondIsSigned() {
    world
        .platform()
        .lie(
            request -> {
              if (LINK.test(request)) {
                world
                    .platform()
                    .organisation()
                    .log(DirectoryEntry.group(group, 2, Sha256.of(Bytes.utf8("anything"))));
              }
              return LINK.test(request);
            },
            Answer.problem(409, "stale-head"));
    world.platform().forgetRequests();
    assertRefused(ErrorCode.CHAIN_BODY, this::remove);
    assertThat(linksHandedIn()).hasSize(1);
    assertThat(open()).hasSize(1);
  }

  @Test
  void linkRefused_endsAtOnce_andWaitsForNothing() {
    for (int status : new int[] {400, 403, 404, 422}) {
      world.platform().lieOnce(LINK, Answer.problem(status, "refused"));
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(this::remove)
          .matches(e -> e.status() == status);
      assertThat(open()).isEmpty();
    }
    assertThat(members()).contains(user("member"));
  }

  @Test
  void linkSaidToBeRefused_thatTheLogHas_isDone() {
    world.platform().disown(LINK, Answer.problem(403, "forbidden"));
    remove();
    assertThat(open()).isEmpty();
    assertThat(members()).containsExactly(user("manager"));
  }

  @Test
  void linkSaidToBeTaken_afterAnotherInItsPlace_isSignedAgain() {
    try (Strongroom slow = world.client("manager")) {
      Person outsider = slow.people().named("outsider");
      slow.groups();
      try (Strongroom quick = world.client("member")) {
        quick.rotateGroup(group);
      }
      world.platform().forgetRequests();
      // This platform logs what it is given, also for a place that is taken, and says that all is
      // well.
      slow.addMember(group, outsider, GroupRole.MEMBER);
    }
    assertThat(linksHandedIn()).hasSize(2);
    assertThat(open()).isEmpty();
    assertThat(members()).contains(user("outsider"));
  }

  @Test
  void linkSaidToBeTaken_afterItsSignersKeysWereReplaced_isTold() {
    addOutsiderInVain();
    assertThat(open()).isEmpty();
  }

  /** Whoever left is shown the chain no more, and the log has another entry for the place. */
  @Test
  void leave_inAPlaceForWhichAVoidLinkWasLoggedBefore_isDone() {
    addOutsiderInVain();
    AtomicBoolean left = new AtomicBoolean();
    world
        .platform()
        .lie(
            request -> {
              left.compareAndSet(false, LINK.test(request));
              return left.get() && Request.get("/access/v1/groups/" + group).test(request);
            },
            Answer.problem(404, "not-found"));
    try (Strongroom member = world.client("member")) {
      member.leaveGroup(group);
    }
    assertThat(new OpenLinks(world.config("member")).list()).isEmpty();
    world.platform().beHonest();
    assertThat(logged(group)).isEqualTo(4);
  }

  /** Logged, and void there: another one may still have its place. */
  private void addOutsiderInVain() {
    try (Strongroom slow = world.client("manager")) {
      Person outsider = slow.people().named("outsider");
      slow.groups();
      world
          .platform()
          .lieOnce(
              request -> {
                if (LINK.test(request)) {
                  world.platform().people().follow("manager", Identity.Cause.ROTATION);
                }
                return false;
              },
              TAKEN);
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> slow.addMember(group, outsider, GroupRole.MEMBER))
          .matches(e -> e.reason().equals("statement-refused"));
    }
  }

  @Test
  void proof_costsTheLogsNewEntries_andNothingElse() {
    world.platform().forgetRequests();
    grantOutsider();
    List<Request> all = world.platform().requests();
    int handedIn = all.stream().filter(LINK).mapToInt(all::indexOf).findFirst().orElseThrow();
    assertThat(all.subList(handedIn + 1, all.size()))
        .extracting(Request::path)
        .containsExactly("/identity/v1/log/checkpoint", "/identity/v1/log/entries");
  }
}
