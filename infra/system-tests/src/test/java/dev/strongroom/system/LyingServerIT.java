package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The real client against a server whose owner lies: each lie ends in its typed error, and nothing
 * of it is kept: no file, no pin.
 */
@ExtendWith(Platform.Shared.class)
class LyingServerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOM = "Payroll";
  private static final int NOT_VERIFIED = 5;
  private static final int AWAY = 6;
  private static LyingServer server;
  private static Player manager;
  private static Player member;
  private static String room = "";
  private static String group = "";
  private static String ofOther = "";

  /** An answer to be told again later. */
  private static final class Kept {
    private volatile String text = "";

    void set(String kept) {
      text = kept;
    }

    String get() {
      return text;
    }
  }

  /** What the server knew before the last revision, file and member came. */
  private static final Kept OLD_HEAD = new Kept();

  private static final Kept OLD_CHILDREN = new Kept();
  private static final Kept OLD_GROUP = new Kept();

  @BeforeAll
  static void start(Platform platform) throws Exception {
    server = new LyingServer(platform.url());
    manager = platform.enrolled("lied-to-manager");
    member = platform.enrolled("lied-to-member");
    Player other = platform.enrolled("lied-to-other");
    for (Player player : List.of(manager, member)) {
      goThrough(player);
    }
    ofOther = of(other);
    group = manager.asks("group", "create", "Staff").path("id").asText();
    room = manager.asks("room", "create", ROOM).path("id").asText();
    manager.does("group", "add", group, member.name(), "--expect-fingerprint", of(member));
    manager.does("room", "add", ROOM, "--group", group, "--role", "editor");
    member.does("room", "accept", room, "--yes");
    Path text = manager.folder().resolve("text");
    Files.writeString(text, "one\n".repeat(100_000));
    manager.does("put", text.toString(), ROOM + "/text");
    server.lie(".*/head.*", keep(OLD_HEAD)).lie(".*/children.*", keep(OLD_CHILDREN));
    member.does("ls", ROOM);
    server.lie(".*/groups/" + group + ".*", keep(OLD_GROUP));
    member.does("room", "show", ROOM);
    server.tellTheTruth();
    Files.writeString(text, "two\n".repeat(100_000));
    manager.does("put", text.toString(), ROOM + "/text");
    manager.does("put", text.toString(), ROOM + "/second");
    manager.does("group", "add", group, other.name(), "--expect-fingerprint", of(other));
    member.does("ls", ROOM);
    member.does("get", ROOM + "/text", member.folder().resolve("good").toString());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void theTruthIsAcceptedAfterwards() {
    server.tellTheTruth();
    member.does("ls", ROOM);
  }

  /** From now on all that the client asks goes to the lying server. */
  private static void goThrough(Player player) throws IOException {
    Path file = player.config().folder().resolve("client.json");
    ObjectNode settings = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
    settings.put("server", server.url().toString());
    Files.write(file, JSON.writeValueAsBytes(settings));
  }

  private static String of(Player player) {
    return player.asks("whoami").path("fingerprint").asText();
  }

  private static UnaryOperator<LyingServer.Answer> keep(Kept kept) {
    return answer -> {
      kept.set(answer.text());
      return answer;
    };
  }

  private static UnaryOperator<LyingServer.Answer> instead(Kept kept) {
    return answer -> LyingServer.Answer.of(200, kept.get());
  }

  private static String pins() throws IOException {
    return Files.readString(member.config().folder().resolve("pins.json"));
  }

  /** One line, the code, the exit status, and pins as before. */
  private static void assertNoticed(String code, String... command) throws IOException {
    String before = pins();
    Player.Outcome outcome = member.tries(command);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.status()).isEqualTo(NOT_VERIFIED);
    assertPlain(outcome);
    assertThat(pins()).isEqualTo(before);
  }

  private static void assertPlain(Player.Outcome outcome) {
    assertThat(outcome.err().lines().filter(l -> l.startsWith("strongroom: "))).hasSize(1);
    assertThat(outcome.err()).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  /** The same for a download, which leaves no file, under no name. */
  private static void assertNothingFetched(String code) throws IOException {
    Path folder = Files.createTempDirectory(member.folder(), "into");
    assertNoticed(code, "get", ROOM + "/text", folder.resolve("text").toString());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static UnaryOperator<byte[]> flipped(int fromStart, int fromEnd) {
    return body -> {
      byte[] changed = body.clone();
      int at = fromEnd > 0 ? changed.length - fromEnd : Math.min(fromStart, changed.length - 1);
      changed[at] ^= 1;
      return changed;
    };
  }

  @Test
  void t01_t09_bitFlippedAtTheEnd_isNoticedAndNoFileIsLeft() throws Exception {
    server.storedAs(body -> body.length > 100 ? flipped(0, 1).apply(body) : body);
    assertNothingFetched("CT_CORRUPT");
  }

  @Test
  void t07_headerWithAnotherSuiteSaltOrCommitment_isNoticed() throws Exception {
    server.storedAs(flipped(0, 0));
    assertNothingFetched("SUITE_UNKNOWN");
    server.tellTheTruth();
    for (int at : new int[] {1, 24, 25, 56}) {
      server.storedAs(flipped(at, 0));
      assertNothingFetched("KEY_COMMIT");
      server.tellTheTruth();
    }
  }

  @Test
  void t08_rangeWithFewerOrMoreBytes_isNoticed() throws Exception {
    server.storedAs(body -> Arrays.copyOf(body, body.length + 1));
    assertNothingFetched("CT_CORRUPT");
    server.tellTheTruth();
    server.storedAs(body -> body.length == 0 ? body : Arrays.copyOf(body, body.length - 1));
    assertNothingFetched("CT_CORRUPT");
  }

  @Test
  void t23_contentOfAnotherFile_isNoticed() throws Exception {
    Kept second = new Kept();
    server.lie(".*/downloads", keep(second));
    member.does("get", ROOM + "/second", member.folder().resolve("second").toString());
    server.tellTheTruth();
    server.lie(".*/downloads", instead(second));
    assertNothingFetched("KEY_COMMIT");
  }

  @Test
  void t30_groupsChainRolledBack_isNoticed() throws Exception {
    server.lie(".*/groups/" + group + ".*", instead(OLD_GROUP));
    Player.Outcome outcome = member.tries("ls", ROOM);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo("GROUP_ROLLBACK");
    assertThat(outcome.status()).isEqualTo(NOT_VERIFIED);
  }

  @Test
  void t31_t62_lostAnswer_theSameLinkAgain_andAnotherShownInItsPlaceIsNoticed() throws Exception {
    String forked = manager.asks("group", "create", "Forked").path("id").asText();
    String path = ".*/groups/" + forked;
    server.swallow(path + "/links", _ -> {});
    assertThat(
            manager
                .tries("group", "add", forked, member.name(), "--expect-fingerprint", of(member))
                .status())
        .isEqualTo(AWAY);
    server.tellTheTruth();
    // The next command hands in the same bytes again before it signs anything else.
    manager.does("group", "add", forked, "lied-to-other", "--expect-fingerprint", ofOther);
    assertThat(manager.asks("group", "show", forked).path("members")).hasSize(3);

    server.edit(
        path + ".*",
        answer -> ((ArrayNode) answer.get("links")).set(1, answer.get("links").get(2).deepCopy()));
    Player.Outcome outcome = manager.tries("group", "show", forked);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo("CHAIN_BODY");
    assertThat(outcome.status()).isEqualTo(NOT_VERIFIED);
  }

  @Test
  void t35_olderRevisionServedAsTheNewest_isNoticed() throws Exception {
    JsonNode old = LyingServer.json(OLD_CHILDREN.get()).path("entries").path(0);
    server.edit(
        ".*/(children|proofs).*",
        answer -> {
          for (JsonNode entry : answer.path("entries")) {
            if (entry.path("key").equals(old.path("key"))) {
              ((ObjectNode) entry).set("record", old.path("record"));
              ((ObjectNode) entry).set("wraps", old.path("wraps"));
            }
          }
        });
    assertNoticed("REV_ROLLBACK", "ls", ROOM);
    assertNothingFetched("REV_ROLLBACK");
  }

  @Test
  void t37_listingWithANodeLeftOut_isNoticed() throws Exception {
    server.edit(".*/children.*", answer -> ((ArrayNode) answer.get("entries")).remove(0));
    assertNoticed("LISTING", "ls", ROOM);
  }

  @Test
  void t37_listingWithANodeAdded_isNoticed() throws Exception {
    server.edit(
        ".*/children.*",
        answer -> {
          ArrayNode entries = (ArrayNode) answer.get("entries");
          entries.add(entries.get(0).deepCopy());
        });
    assertNoticed("LISTING", "ls", ROOM);
  }

  @Test
  void t38_t70_roomRolledBackConsistently_isNoticed() throws Exception {
    server.lie(".*/head.*", instead(OLD_HEAD));
    assertNoticed("ROOM_FORK", "ls", ROOM);
    server.tellTheTruth();
    server.lie(
        ".*/head.*",
        _ ->
            LyingServer.Answer.of(
                200,
                "{\"sequence\":-1,\"commit\":\"\",\"consistency\":[],\"inclusion\":[],\"extension\":[]}"));
    assertNoticed("ROOM_FORK", "ls", ROOM);
  }

  @Test
  void t55_answerFarLargerThanPromised_isRefused() throws Exception {
    byte[] huge = new byte[80 << 20];
    Arrays.fill(huge, (byte) ' ');
    server.lie(".*/children.*", _ -> new LyingServer.Answer(200, Bytes.of(huge)));
    assertNoticed("LIMIT", "ls", ROOM);
  }

  @Test
  void answer_thatIsNoAnswer_isOneLine() throws Exception {
    for (LyingServer.Answer nonsense :
        List.of(
            LyingServer.Answer.of(200, "<html>It works!</html>"),
            LyingServer.Answer.of(200, "[]"),
            LyingServer.Answer.of(200, "{}"),
            LyingServer.Answer.of(200, "null"),
            LyingServer.Answer.of(200, "{\"sequence\":\"x\",\"commit\":7}"),
            LyingServer.Answer.of(500, "<html>Oops</html>"),
            LyingServer.Answer.of(502, ""))) {
      server.lie(".*/head.*", _ -> nonsense);
      Player.Outcome outcome = member.tries("ls", ROOM);
      assertThat(outcome.status()).as(outcome.err()).isBetween(4, 6);
      assertPlain(outcome);
      server.tellTheTruth();
    }
  }

  @Test
  void t65_anotherRootBehindTheSameServer_isNoticed() throws Exception {
    SigningKey root = SigningKey.fromSeed(SecretBytes.random(new SecureRandom(), 32));
    Signed<Policy> policy =
        Policy.first(
            root,
            Map.of("main", "https://sign-on.invalid"),
            List.of(new NoteKey("other.invalid/directory", root.verifyingKey())),
            Instant.now());
    server.edit(
        ".*/identity/v1/organisation",
        answer -> {
          answer.put("organisation", policy.body().header().organisation().toString());
          answer.putArray("policies").add(policy.envelope().encode().toBase64Url());
        });
    assertNoticed("ROOT", "ls", ROOM);
  }

  @Test
  void t65_policiesKeptBack_isNoticed() throws Exception {
    server.edit(".*/identity/v1/organisation", answer -> answer.putArray("policies"));
    assertNoticed("ROOT", "ls", ROOM);
  }

  @Test
  void t10_contactsKeyExchanged_isNoticed() throws Exception {
    member.does("contact", "verify", manager.name(), of(manager));
    Kept others = new Kept();
    server.lie(".*/users\\?name=lied-to-other", keep(others));
    member.tries("contact", "show", "lied-to-other");
    server.tellTheTruth();
    JsonNode other = LyingServer.json(others.get());
    server.edit(
        ".*/users.*",
        answer -> {
          if (answer.path("username").asText().equals(manager.name())) {
            answer.set("identities", other.path("identities"));
          }
        });
    assertNoticed("DIR_PROOF", "contact", "show", manager.name());
  }

  /** A contact is asked for by what was pinned and not by his name, so the lie reaches nobody. */
  @Test
  void t67_anotherPersonBehindAKnownName_isNotTakenForHim() throws Exception {
    String managers = of(manager);
    member.does("contact", "verify", manager.name(), managers);
    Kept others = new Kept();
    server.lie(".*/users\\?name=lied-to-other", keep(others));
    member.tries("contact", "show", "lied-to-other");
    server.tellTheTruth();
    assertThat(others.get()).contains("lied-to-other");
    server.lie(".*/users\\?name=" + manager.name(), instead(others));
    assertThat(member.asks("contact", "show", manager.name()).path("fingerprint").asText())
        .isEqualTo(managers);
  }

  @Test
  void t43_symlinkAtTheTarget_isRefusedAndWhatItLeadsToIsLeft() throws Exception {
    Path folder = Files.createTempDirectory(member.folder(), "linked");
    Path precious = folder.resolve("precious");
    Files.writeString(precious, "untouched");
    Path link = Files.createSymbolicLink(folder.resolve("text"), precious);
    for (String[] command :
        List.of(
            new String[] {"get", ROOM + "/text", link.toString()},
            new String[] {"get", "--force", ROOM + "/text", link.toString()})) {
      Player.Outcome outcome = member.tries(command);
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(7);
      assertPlain(outcome);
      assertThat(precious).hasContent("untouched");
      assertThat(Files.isSymbolicLink(link)).isTrue();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(2);
    }
  }
}
