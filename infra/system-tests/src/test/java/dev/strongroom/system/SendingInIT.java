package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.demo.Player;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who may only send files into a room, on the whole platform. */
@ExtendWith(Platform.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SendingInIT {
  private static final String ROOM = "Incoming";

  @TempDir static Path folder;
  private static Player editor;
  private static Player sender;

  @BeforeAll
  static void start(Platform platform) throws IOException {
    editor = platform.enrolled("inbox-editor");
    sender = platform.enrolled("inbox-sender");
    String room = editor.asks("room", "create", ROOM).path("id").asText();
    editor.does(
        "room",
        "add",
        ROOM,
        "--user",
        sender.name(),
        "--role",
        "depositor",
        "--expect-fingerprint",
        sender.asks("whoami").path("fingerprint").asText());
    assertThat(sender.asks("room", "list").path(0).path("role").asText()).isEqualTo("depositor");
    assertThat(sender.tries("room", "accept", room, "--yes").status()).isEqualTo(2);
    sender.does("room", "accept", room, "--as", "Invoices", "--yes");
  }

  private static List<String> states() {
    return sender.asks("room", "inbox", "list", "Invoices").findValuesAsText("state");
  }

  @Test
  @Order(1)
  void t59_depositor_sendsFilesIn_editorTakesThemOver_andHeReadsNothing() throws Exception {
    Path invoice = sender.writes("invoice.txt", "one hundred and twenty");
    sender.does("put", invoice.toString(), "Invoices/");
    sender.does("put", invoice.toString(), "Invoices/second.txt");
    JsonNode waiting = editor.asks("room", "inbox", "list", ROOM);
    assertThat(waiting.findValuesAsText("name")).containsExactly("invoice.txt", "second.txt");
    assertThat(states()).containsExactly("waiting", "waiting");
    editor.does("room", "inbox", "adopt", ROOM, "--all", "--to", "from outside");
    assertThat(editor.does("cat", ROOM + "/from outside/invoice.txt").out())
        .isEqualTo(Files.readString(invoice).strip());
    assertThat(editor.asks("ls", ROOM + "/from outside").findValuesAsText("name"))
        .containsExactly("invoice.txt", "second.txt");
    assertThat(editor.asks("room", "inbox", "list", ROOM)).isEmpty();
    assertThat(states()).containsExactly("adopted", "adopted");

    for (String[] command :
        List.of(
            new String[] {"ls", "Invoices"},
            new String[] {"cat", "Invoices/from outside/invoice.txt"},
            new String[] {
              "get", "Invoices/from outside/invoice.txt", folder.resolve("got").toString()
            },
            new String[] {"room", "show", "Invoices"},
            new String[] {"mkdir", "Invoices/folder"})) {
      assertThat(sender.tries(command).status()).as(command[0]).isNotZero();
    }
    assertThat(folder.resolve("got")).doesNotExist();
  }

  @Test
  @Order(2)
  void t77_sentByOneWhoWasRemovedSince_isTakenOverOnlyByHand() throws Exception {
    Path late = sender.writes("late.txt", "late");
    sender.does("put", late.toString(), "Invoices/");
    editor.does("room", "remove", ROOM, "--user", sender.name());
    assertThat(sender.tries("put", late.toString(), "Invoices/").status()).isEqualTo(4);
    JsonNode waiting = editor.asks("room", "inbox", "list", ROOM);
    assertThat(waiting.findValuesAsText("byHand")).hasSize(1);
    assertThat(editor.asks("room", "inbox", "adopt", ROOM, "--all")).isEmpty();
    String id = waiting.path(0).path("deposit").asText();
    assertThat(editor.tries("room", "inbox", "adopt", ROOM, id).status()).isEqualTo(3);
    editor.does("room", "inbox", "adopt", ROOM, id, "--yes");
    assertThat(editor.does("cat", ROOM + "/late.txt").out())
        .isEqualTo(Files.readString(late).strip());
    editor.does("room", "add", ROOM, "--user", sender.name(), "--role", "depositor");
  }

  @Test
  @Order(3)
  void agent_adoptsIntoTheFolderThatARuleNames_andLeavesWhatWantsAHand() throws Exception {
    sender.does("put", sender.writes("unasked.txt", "unasked").toString(), "Invoices/");
    assertThat(editor.asks("agent", "run", "--once").findValuesAsText("kind"))
        .doesNotContain("adopted");
    editor.does("agent", "allow", "--room", ROOM, "--adopt", "by the agent");
    assertThat(editor.asks("agent", "rules").path(0).path("adopt").asText())
        .isEqualTo("by the agent");
    assertThat(editor.asks("agent", "run", "--once").findValuesAsText("kind"))
        .containsOnlyOnce("adopted");
    assertThat(editor.does("cat", ROOM + "/by the agent/unasked.txt").out()).isEqualTo("unasked");
    assertThat(editor.asks("agent", "run", "--once").findValuesAsText("kind"))
        .doesNotContain("adopted");

    sender.does("put", sender.writes("gone.txt", "gone").toString(), "Invoices/");
    editor.does("room", "remove", ROOM, "--user", sender.name());
    JsonNode events = editor.asks("agent", "run", "--once");
    assertThat(events.findValuesAsText("kind")).contains("waiting").doesNotContain("adopted");
    assertThat(events.findValuesAsText("detail")).anyMatch(d -> d.contains("for a hand: DEPOSIT"));
    assertThat(editor.asks("ls", ROOM + "/by the agent").findValuesAsText("name"))
        .containsExactly("unasked.txt");

    editor.does("agent", "forbid", "--room", ROOM, "--adopt");
    assertThat(editor.asks("agent", "rules")).isEmpty();
    editor.does("room", "add", ROOM, "--user", sender.name(), "--role", "depositor");
  }
}
