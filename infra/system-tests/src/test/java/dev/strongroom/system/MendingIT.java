package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.demo.Player;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who leaves, gives his keys up or loses his kit: the rooms go on, on the whole platform. */
@ExtendWith(Platform.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MendingIT {
  private static Platform platform;
  private static Player manager;
  private static Player member;

  @BeforeAll
  static void start(Platform shared) throws IOException {
    platform = shared;
    manager = shared.enrolled("mending-manager");
    member = shared.enrolled("mending-member");
  }

  private static String fingerprint() {
    return member.asks("whoami").path("fingerprint").asText();
  }

  private static void makeRoom(String name, String role) {
    String room = manager.asks("room", "create", name).path("id").asText();
    manager.does(
        "room",
        "add",
        name,
        "--user",
        member.name(),
        "--role",
        role,
        "--expect-fingerprint",
        fingerprint());
    member.does("room", "accept", room, "--yes");
  }

  private static void put(Player player, String room, String name) throws IOException {
    Path file = player.writes(name, name);
    player.does("put", file.toString(), room + "/");
  }

  private static int epoch(String kind, String name) {
    return manager.asks(kind, "show", name).path("epoch").asInt();
  }

  @Test
  @Order(1)
  void changesThatMakeNoSense_areRefused_andNothingIsLeftOpen() throws Exception {
    makeRoom("Refusals", "editor");
    assertThat(manager.tries("room", "leave", "Refusals", "--yes").status()).isEqualTo(4);
    assertThat(member.tries("room", "remove", "Refusals", "--user", manager.name()).status())
        .isEqualTo(4);
    manager.does("room", "remove", "Refusals", "--user", member.name());
    assertThat(manager.tries("room", "remove", "Refusals", "--user", member.name()).status())
        .isEqualTo(4);
    assertThat(manager.tries("contact", "show", "nobody-at-all").status()).isEqualTo(4);
    assertThat(manager.asks("links", "list")).isEmpty();
    String nothing = member.asks("room", "create", "Other").path("id").asText();
    assertThat(manager.tries("links", "give-up", nothing, "--yes").status()).isEqualTo(4);
  }

  @Test
  @Order(2)
  void whoLeaves_havingWrittenLast_isSignedOver_andTheKeysAreRenewed() throws Exception {
    makeRoom("Leaving", "editor");
    put(manager, "Leaving", "first.txt");
    put(member, "Leaving", "last.txt");
    member.does("room", "leave", "Leaving", "--yes");
    assertThat(member.tries("ls", "Leaving").status()).isEqualTo(4);
    Player.Outcome refused = manager.tries("ls", "Leaving");
    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.code()).isEqualTo("COMMIT_ROLE");
    assertThat(manager.asks("room", "settle", "Leaving").findValuesAsText("changes"))
        .containsExactly("1");
    assertThat(manager.asks("ls", "Leaving").findValuesAsText("name"))
        .containsExactlyInAnyOrder("first.txt", "last.txt");
    assertThat(epoch("room", "Leaving")).isEqualTo(2);
    put(manager, "Leaving", "after.txt");
  }

  @Test
  @Order(3)
  void keysGivenUp_byWhoManagesNothing_endInNewEpochs_whereverHeStood() throws Exception {
    manager.does("group", "create", "Menders");
    manager.does("group", "add", "Menders", member.name(), "--expect-fingerprint", fingerprint());
    makeRoom("Written", "editor");
    makeRoom("Read", "viewer");
    manager.does("room", "create", "Through");
    manager.does("room", "add", "Through", "--group", "Menders", "--role", "editor");
    put(manager, "Read", "read.txt");
    put(member, "Written", "written.txt");
    member.does(
        "identity",
        "rotate",
        "--compromised",
        "--passphrase-file",
        Platform.passphrase(member, "other words 456"),
        "--kit",
        member.folder().resolve("second-kit.txt").toString());
    assertThat(member.does("cat", "Read/read.txt").out()).isEqualTo("read.txt");
    for (String room : new String[] {"Written", "Read", "Through"}) {
      assertThat(epoch("room", room)).as(room).isEqualTo(2);
    }
    assertThat(epoch("group", "Menders")).isEqualTo(2);
    assertThat(manager.does("cat", "Written/written.txt").out()).isEqualTo("written.txt");
    put(member, "Written", "afterwards.txt");
  }

  @Test
  @Order(4)
  void kitRenewed_opensOnANewMachine_andTheOneBeforeDoesNot() throws Exception {
    Path before = member.folder().resolve("second-kit.txt");
    Path renewed = member.folder().resolve("third-kit.txt");
    String passphrase = Platform.passphrase(member, "other words 456");
    member.does("kit", "new", "--kit", renewed.toString(), "--passphrase-file", passphrase);
    Player laptop = platform.anotherMachine(member, "mending-laptop");
    laptop.does("login", platform.url());
    Player.Outcome refused =
        laptop.tries("enrol", "--from-kit", before.toString(), "--passphrase-file", passphrase);
    assertThat(refused.code()).isEqualTo("UNLOCK_FAILED");
    laptop.does("enrol", "--from-kit", renewed.toString(), "--passphrase-file", passphrase);
    JsonNode log = laptop.asks("org", "show").path("log");
    assertThat(log.path("size").asLong()).isPositive();
    assertThat(log.path("witnessed").asBoolean(true)).isFalse();
    assertThat(laptop.does("whoami").out()).contains("no witnesses");
  }
}
