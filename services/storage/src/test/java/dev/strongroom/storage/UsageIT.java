package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.content.ContentLayout;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What rooms take, and that a quota is held however many come at once. */
class UsageIT {
  private static final String ADMIN = "/storage/v1/admin/";
  private static final byte[] TEXT =
      "the quick brown fox".repeat(100).getBytes(StandardCharsets.UTF_8);

  private static World world;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person administrator;
  private static World.Person auditor;

  @BeforeAll
  static void start() {
    world = World.start("storage-usage", "identity", "access", "storage").founded();
    membership = new Membership(world);
    manager = world.enrolled("manager");
    administrator = world.enrolled("an-administrator", "org-admin");
    auditor = world.signedIn("an-auditor", "auditor");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Hand newRoom() {
    return new Hand(world, manager, membership.newRoom(manager));
  }

  private static void refused(Response answer, int status, String reason) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("reason", equalTo(reason))
        .body("correlationId", notNullValue());
  }

  private static Response get(World.Person who, String path) {
    return world.as(who, "storage").get(ADMIN + path);
  }

  private static Response limit(World.Person who, Hand hand, long bytes) {
    return world
        .as(who, "storage")
        .body(Map.of("bytes", bytes))
        .put(ADMIN + "rooms/" + hand.room().id() + "/quota");
  }

  private static long blobLength(long storedLength) {
    return ContentLayout.ofStored(storedLength).blobLength();
  }

  @Test
  void usage_isWhatWasStored_byRoomAndByDay() throws Exception {
    Hand hand = newRoom();
    long before =
        get(auditor, "usage").then().statusCode(200).extract().jsonPath().getLong("bytes");
    get(auditor, "rooms/" + hand.room().id())
        .then()
        .statusCode(200)
        .body("bytes", equalTo(0))
        .body("quotaBytes", nullValue())
        .body("rewrap", nullValue());
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    hand.complete(upload, List.of(hand.putPart(upload, content.blob())));
    assertThat(hand.settled(upload)).isEqualTo("complete");
    hand.write(hand.file("a", Hand.ref(upload, content)));

    int bytes = content.blob().length();
    get(auditor, "rooms/" + hand.room().id())
        .then()
        .body("bytes", equalTo(bytes))
        .body("revisions", equalTo(1));
    JsonPath all = get(administrator, "usage?days=7").then().statusCode(200).extract().jsonPath();
    assertThat(all.getLong("bytes")).isEqualTo(before + bytes);
    assertThat(all.getList("days")).hasSize(7);
    assertThat(all.getString("days[6].day")).isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
    assertThat(all.getLong("days[6].bytes")).isGreaterThanOrEqualTo(bytes);
    List<String> paged = new ArrayList<>();
    String after = "";
    do {
      JsonPath page = get(auditor, "rooms?limit=1&after=" + after).jsonPath();
      paged.addAll(page.getList("items.room", String.class));
      after = page.getString("next");
    } while (!after.isEmpty());
    assertThat(paged).contains(hand.room().id().toString()).doesNotHaveDuplicates();
  }

  @Test
  void quota_isHeldWhenAnUploadBegins_alsoAgainstWhatIsUnderWay() throws Exception {
    Hand hand = newRoom();
    long one = blobLength(1_000);
    limit(administrator, hand, 2 * one)
        .then()
        .statusCode(200)
        .body("quotaBytes", equalTo((int) (2 * one)));
    List<Callable<Integer>> many = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      many.add(() -> hand.begin(1_000).statusCode());
    }
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (Future<Integer> answer : threads.invokeAll(many)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).containsExactlyInAnyOrder(200, 200, 413, 413, 413, 413);
    Response full = hand.begin(1_000);
    refused(full, 413, "quota-exceeded");
    assertThat(full.path("detail").toString()).contains("This room is full");

    world
        .as(administrator, "storage")
        .delete(ADMIN + "rooms/" + hand.room().id() + "/quota")
        .then()
        .statusCode(200)
        .body("quotaBytes", nullValue());
    hand.begin(1_000).then().statusCode(200);
  }

  @Test
  void quota_loweredMeanwhile_isHeldWhenAnUploadIsComplete_andWhatIsThereStays() throws Exception {
    Hand hand = newRoom();
    Hand.Content first = hand.seal(TEXT);
    String upload = hand.begin(first.stored().length()).then().extract().path("upload");
    hand.complete(upload, List.of(hand.putPart(upload, first.blob())));
    assertThat(hand.settled(upload)).isEqualTo("complete");
    Hand.Content second = hand.seal(TEXT);
    String late = hand.begin(second.stored().length()).then().extract().path("upload");
    String etag = hand.putPart(late, second.blob());
    limit(administrator, hand, first.blob().length()).then().statusCode(200);

    refused(hand.complete(late, List.of(etag)), 413, "quota-exceeded");
    assertThat(hand.state(late)).isEqualTo("open");
    hand.write(hand.file("a", Hand.ref(upload, first)));
    limit(administrator, hand, 10L * first.blob().length()).then().statusCode(200);
    hand.complete(late, List.of(etag)).then().statusCode(202);
    assertThat(hand.settled(late)).isEqualTo("complete");
  }

  @Test
  void admin_isForAdministratorsAndAuditors_andQuotasForAdministratorsAlone() {
    Hand hand = newRoom();
    for (String path : List.of("rooms", "rooms/" + hand.room().id(), "usage", "store")) {
      refused(get(manager, path), 403, "forbidden");
      get(auditor, path).then().statusCode(200);
    }
    for (World.Person who : List.of(manager, auditor)) {
      refused(limit(who, hand, 1), 403, "forbidden");
      refused(
          world.as(who, "storage").delete(ADMIN + "rooms/" + hand.room().id() + "/quota"),
          403,
          "forbidden");
    }
    String none = Bytes.random(new SecureRandom(), 32).toBase64Url();
    refused(get(administrator, "rooms/" + none), 404, "not-found");
    refused(
        world
            .as(administrator, "storage")
            .body(Map.of("bytes", 1))
            .put(ADMIN + "rooms/" + none + "/quota"),
        404,
        "not-found");
    refused(limit(administrator, hand, -1), 400, "malformed");
    get(auditor, "store").then().body("reachable", equalTo(true)).body("$", aMapWithSize(2));
    get(auditor, "usage?days=30").then().body("days", hasSize(30));
    refused(get(auditor, "usage?days=0"), 400, "malformed");
  }
}
