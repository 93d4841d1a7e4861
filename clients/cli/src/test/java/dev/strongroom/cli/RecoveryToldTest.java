package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.sdk.hostile.Keys;
import dev.strongroom.sdk.hostile.Request;
import dev.strongroom.sdk.hostile.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That somebody fetched the user's recovery slot is told him. */
class RecoveryToldTest {
  private static final String FETCHED = "2027-01-15T09:30:00Z";

  @TempDir Path folder;

  private World world;
  private Terminal member;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
    new Keys(world);
    member = new Terminal(world.config("member"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** What the list of his slots says of a recovery slot. */
  private void slotFetched() {
    world
        .platform()
        .bend(
            Request.get("/identity/v1/me/slots"),
            json -> {
              if (json instanceof ArrayNode slots) {
                ObjectNode recovery = ((ObjectNode) slots.get(0)).deepCopy();
                slots.add(
                    recovery.put("name", "recovery").put("type", "recovery").put("used", FETCHED));
              }
            });
  }

  private int unlock() throws IOException {
    Path file = Files.writeString(folder.resolve("passphrase"), "the first passphrase");
    return member.run("unlock", "--passphrase-file", file.toString());
  }

  @Test
  void unlock_tellsOnce_thatTheSlotWasFetched() throws Exception {
    assertThat(unlock()).isEqualTo(Exit.OK);
    assertThat(member.err()).isEmpty();
    slotFetched();
    assertThat(unlock()).isEqualTo(Exit.OK);
    assertThat(member.err())
        .contains("Your recovery slot was fetched at " + FETCHED)
        .hasLineCount(1);
    assertThat(unlock()).isEqualTo(Exit.OK);
    assertThat(member.err()).isEmpty();
  }
}
