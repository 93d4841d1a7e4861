package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.rewrap.BadWrap;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.rewrap.Rewrapper;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.RoomKeys;
import dev.strongroom.sdk.server.ServerException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Node keys wrapped anew, with a service that lies about it and an editor who sends junk. */
class RewrapTest {
  private static final int RECORDS = 4;

  @TempDir Path folder;
  private World world;
  private ChainId room;
  private WrapPart wraps;

  /** Three files, one of them in two revisions; and a new epoch. */
  @BeforeEach
  void aRoomWithAnOldEpoch() throws Exception {
    world = new World(folder);
    room = world.room();
    wraps = world.platform().wraps();
    world.put("manager", room, world.file("a", "first"), "a");
    world.put("manager", room, world.file("a", "second"), "a");
    world.put("member", room, world.file("b", "b"), "b");
    world.put("manager", room, world.file("c", "c"), "c");
    world.with("manager", room, open -> open.keys().rotate());
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Rewrapper.Outcome rewrap(String name) throws Exception {
    AtomicReference<Rewrapper.Outcome> outcome = new AtomicReference<>();
    world.with(
        name, room, open -> outcome.set(open.keys().rewrap(RewrapListener.NONE, () -> false)));
    return outcome.get();
  }

  private RoomKeys.Retired retire(String name, boolean despiteUnreadable) throws Exception {
    AtomicReference<RoomKeys.Retired> retired = new AtomicReference<>();
    world.with(
        name,
        room,
        open ->
            retired.set(open.keys().retire(despiteUnreadable, RewrapListener.NONE, () -> false)));
    return retired.get();
  }

  /** Everybody opens everything that he could before. */
  private void assertAllReadable() throws Exception {
    for (String name : List.of("manager", "member")) {
      world.with(
          name,
          room,
          open -> {
            for (String path : List.of("a", "b", "c")) {
              try (Entry entry = open.find(World.path(path)).orElseThrow()) {
                assertThat(open.read(entry, 0, 1)).hasSize(1);
              }
            }
          });
    }
  }

  private List<Long> epochsOf(WrapPart.Item item) {
    return item.wraps().stream().map(WrapPart.Wrap::epoch).sorted().toList();
  }

  private UserId member() {
    return world.platform().people().somebody("member").user();
  }

  private String junk() {
    byte[] junk = Bytes.random(world.platform().organisation().random(), 105).toArray();
    junk[0] = 1;
    return Bytes.of(junk).toBase64Url();
  }

  /** What a hostile editor hands in: a wrap of the present epoch for everything. */
  private void junkOfTheMember() {
    for (WrapPart.Item item : wraps.all(room)) {
      item.wraps().add(new WrapPart.Wrap(2, member().toString(), junk()));
    }
  }

  @Test
  void everyRevision_isWrappedOnce_andOldWrapsStay() throws Exception {
    List<Long> heard = new ArrayList<>();
    world.with(
        "manager",
        room,
        open -> {
          Rewrapper.Outcome outcome =
              open.keys()
                  .rewrap(
                      (done, total) -> {
                        assertThat(total).isEqualTo(RECORDS);
                        heard.add(done);
                      },
                      () -> false);
          assertThat(outcome.wrapped()).isEqualTo(RECORDS);
          assertThat(outcome.bad()).isEmpty();
          assertThat(outcome.unreadable()).isEmpty();
        });
    assertThat(heard).endsWith((long) RECORDS);
    assertThat(wraps.all(room))
        .hasSize(RECORDS)
        .allSatisfy(i -> {
          assertThat(epochsOf(i)).containsExactly(1L, 2L);
        });
    assertThat(rewrap("member").wrapped()).isZero();
    assertAllReadable();
  }

  @Test
  void newWrapsAlone_openEverything() throws Exception {
    rewrap("member");
    wraps.all(room).forEach(item -> item.wraps().removeIf(wrap -> wrap.epoch() == 1));
    assertAllReadable();
  }

  @Test
  void clientKilledBetweenClaimAndWraps_losesNothing_andItsShareGoesToTheNext() throws Exception {
    world
        .platform()
        .lie(
            r -> r.method().equals("POST") && r.path().endsWith("/rewraps"),
            Answer.problem(500, "killed"));
    assertThatThrownBy(() -> rewrap("manager")).isInstanceOf(ServerException.class);
    world.platform().beHonest();
    Rewrapper.Outcome others = rewrap("member");
    assertThat(others.wrapped()).isZero();
    assertThat(others.othersWorkUntil()).isPositive();
    assertAllReadable();

    wraps.expireClaims();
    assertThat(rewrap("member").wrapped()).isEqualTo(RECORDS);
  }

  @Test
  void cancelled_endsAtOnce_andGoesOnLater() throws Exception {
    world.with(
        "manager",
        room,
        open -> assertThat(open.keys().rewrap(RewrapListener.NONE, () -> true).wrapped()).isZero());
    assertThat(rewrap("manager").wrapped()).isEqualTo(RECORDS);
  }

  @Test
  void epochMovedOnMeanwhile_isOpenedAgainAndDone() throws Exception {
    world.platform().lieOnce(Request.to("/rewraps/claims"), Answer.problem(409, "epoch-stale"));
    assertThat(rewrap("manager").wrapped()).isEqualTo(RECORDS);
  }

  @Test
  void t17_worthlessWrapsBesideGoodOnes_theReaderFallsBack() throws Exception {
    junkOfTheMember();
    assertAllReadable();
  }

  @Test
  void t17_goodWrapsHidden_keyCommit() throws Exception {
    junkOfTheMember();
    wraps.all(room).forEach(item -> item.wraps().removeIf(wrap -> wrap.epoch() == 1));
    world.with(
        "member",
        room,
        open -> assertRefused(ErrorCode.KEY_COMMIT, () -> open.find(World.path("b"))));
    wraps.all(room).forEach(item -> item.wraps().clear());
    world.with(
        "member",
        room,
        open -> assertRefused(ErrorCode.KEY_COMMIT, () -> open.find(World.path("b"))));
  }

  @Test
  void t22_wrapOfAnotherRecordHandedOut_isNotWrappedAnew() throws Exception {
    List<WrapPart.Item> items = wraps.all(room);
    String moved = items.get(0).wraps().getFirst().wrap();
    WrapPart.Wrap own = items.get(1).wraps().removeFirst();
    items.get(1).wraps().add(new WrapPart.Wrap(1, own.author(), moved));
    Rewrapper.Outcome outcome = rewrap("manager");
    assertThat(outcome.wrapped()).isEqualTo(RECORDS - 1);
    assertThat(outcome.unreadable()).containsExactly(items.get(1).record().hash());
    assertThat(outcome.bad()).isNotEmpty();
    assertThat(epochsOf(items.get(1))).containsExactly(1L);
  }

  @Test
  void t24_junkBatchOfAnEditor_nothingLostEpochNotRetiredAuthorNamed() throws Exception {
    junkOfTheMember();
    assertThat(rewrap("manager").wrapped()).as("the service thinks that all is done").isZero();
    world.platform().forgetRequests();

    RoomKeys.Retired first = retire("manager", false);
    assertThat(first.retired()).isFalse();
    assertThat(first.oldestEpoch()).isEqualTo(1);
    assertThat(first.findings().bad())
        .hasSize(RECORDS)
        .extracting(BadWrap::author)
        .containsOnly(member());
    world.assertNoRequest(Request.post("/access/"));
    assertAllReadable();

    assertThat(first.findings().mended()).isEqualTo(RECORDS);
    RoomKeys.Retired second = retire("manager", false);
    assertThat(second.retired()).isTrue();
    assertThat(second.oldestEpoch()).isEqualTo(2);
    assertThat(wraps.all(room)).allSatisfy(i -> assertThat(epochsOf(i)).containsExactly(2L, 2L));
    assertAllReadable();
  }

  /** A wrap that opens, and holds a key that is not the record's. */
  @Test
  void t24_wrapOfAnotherKey_isFoundByTheRecordsCommitment() throws Exception {
    SecureRandom random = world.platform().organisation().random();
    world.with(
        "member",
        room,
        open -> {
          for (WrapPart.Item item : wraps.all(room)) {
            String wrap =
                NodeKey.random(random)
                    .wrap(
                        open.chain().secrets().present(),
                        world.platform().organisation().id(),
                        room,
                        item.record().hash(),
                        random)
                    .toBase64Url();
            item.wraps().add(new WrapPart.Wrap(2, member().toString(), wrap));
          }
        });
    RoomKeys.Retired first = retire("manager", false);
    assertThat(first.retired()).isFalse();
    assertThat(first.findings().bad()).extracting(BadWrap::author).containsOnly(member());
    assertThat(first.findings().mended()).isEqualTo(RECORDS);
    assertAllReadable();
  }

  @Test
  void retirement_dropsTheOldEpoch_andTheNextHistoryDoesWithoutIt() throws Exception {
    rewrap("manager");
    assertThat(retire("manager", false).retired()).isTrue();
    assertThat(wraps.retired(room)).isEqualTo(2);
    assertThat(wraps.all(room)).allSatisfy(item -> assertThat(epochsOf(item)).containsExactly(2L));
    world.with(
        "manager",
        room,
        open -> {
          open.keys().rotate();
          assertThat(open.chain().secrets().epochs()).containsExactly(2L, 3L);
        });
    assertAllReadable();
  }

  @Test
  void retirement_byAnEditor_isRefused() throws Exception {
    rewrap("member");
    assertThatThrownBy(() -> retire("member", false)).isInstanceOf(MembershipException.class);
  }

  @Test
  void retirement_clientKilledBeforeTheServiceWasTold_theNextTells() throws Exception {
    rewrap("manager");
    world.platform().lie(Request.to("/rewraps/retirement"), Answer.problem(500, "killed"));
    assertThatThrownBy(() -> retire("manager", false)).isInstanceOf(ServerException.class);
    world.platform().beHonest();
    assertThat(wraps.retired(room)).isEqualTo(1);
    rewrap("member");
    assertThat(wraps.retired(room)).isEqualTo(2);
  }

  @Test
  void t24_recordLeftOutOfTheHistory_epochNotRetired() throws Exception {
    rewrap("manager");
    world
        .platform()
        .bend(Request.to("/history"), json -> ((ArrayNode) json.path("records")).remove(0));
    world.platform().forgetRequests();
    assertRefused(ErrorCode.STATE_ROOT, () -> retire("manager", false));
    world.assertNoRequest(Request.post("/access/"));
  }

  @Test
  void t24_commitLeftOutOfTheHistory_epochNotRetired() throws Exception {
    rewrap("manager");
    for (int gone : new int[] {0, 1, 3}) {
      world.platform().bend(Request.to("/history"), json -> without(json, gone));
      world.platform().forgetRequests();
      assertRefused(ErrorCode.ROOM_FORK, () -> retire("manager", false));
      world.assertNoRequest(Request.post("/access/"));
      world.platform().beHonest();
    }
  }

  private static void without(JsonNode page, int sequence) {
    for (String part : List.of("commits", "records")) {
      ArrayNode all = (ArrayNode) page.path(part);
      for (int i = all.size() - 1; i >= 0; i--) {
        if (all.get(i).path("sequence").asInt() == sequence) {
          all.remove(i);
        }
      }
    }
  }

  @Test
  void t24_historyThatLeadsNowhere_isNoEndlessAsking() throws Exception {
    rewrap("manager");
    world
        .platform()
        .bend(
            Request.to("/history"),
            json -> ((ObjectNode) json.path("next")).put("sequence", 0).put("record", 0));
    assertRefused(ErrorCode.ROOM_FORK, () -> retire("manager", false));
  }

  @Test
  void recordThatNobodyCanRead_keepsTheEpoch_untilTheManagerGivesItUp() throws Exception {
    rewrap("manager");
    WrapPart.Item lost = wraps.all(room).getFirst();
    lost.wraps().clear();
    lost.wraps().add(new WrapPart.Wrap(1, member().toString(), junk()));
    RoomKeys.Retired kept = retire("manager", false);
    assertThat(kept.retired()).isFalse();
    assertThat(kept.findings().unreadable()).containsExactly(lost.record().hash());
    assertThat(retire("manager", true).retired()).isTrue();
  }

  @Test
  void depositThatWaits_keepsTheEpoch() throws Exception {
    rewrap("manager");
    world
        .platform()
        .bend(
            r -> r.method().equals("GET") && r.path().endsWith("/rewraps"),
            json -> ((ArrayNode) json.path("items")).addObject().put("kind", "deposit"));
    RoomKeys.Retired kept = retire("manager", false);
    assertThat(kept.retired()).isFalse();
    assertThat(kept.findings().waiting()).isEqualTo(1);
  }

  @Test
  void recordOfAnotherRoomHandedOut_isRefused() throws Exception {
    ChainId other = world.room("Other");
    world.put("manager", other, world.file("x", "x"), "x");
    String foreign = wraps.all(other).getFirst().record().encode().toBase64Url();
    world
        .platform()
        .bend(
            Request.to("/rewraps/claims"),
            json -> {
              if (!json.path("items").isEmpty()) {
                ((ObjectNode) json.path("items").get(0)).put("body", foreign);
              }
            });
    assertRefused(ErrorCode.STATEMENT, () -> rewrap("manager"));
  }
}
