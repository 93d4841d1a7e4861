package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.sdk.hostile.World;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who is there already is added again, and no role is named, or a lesser one. */
class AddAgainTest {
  @TempDir Path folder;

  private World world;
  private Terminal manager;

  @BeforeEach
  void aManager() throws IOException {
    world = new World(folder);
    manager = new Terminal(world.config("manager"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void editorOfARoom_staysOne() throws IOException {
    assertThat(manager.run("room", "create", "Board")).isEqualTo(Exit.OK);
    manager.answer("yes");
    assertThat(manager.run("room", "add", "Board", "--user", "member", "--role", "editor"))
        .isEqualTo(Exit.OK);
    manager.out();
    assertThat(manager.run("room", "add", "Board", "--user", "member")).isEqualTo(Exit.REFUSED);
    assertThat(manager.err()).contains("as editor", "strongroom room role");
    assertThat(manager.run("room", "show", "Board")).isEqualTo(Exit.OK);
    assertThat(manager.out()).contains("editor").doesNotContain("viewer");
  }

  @Test
  void managerOfAGroup_staysOne() {
    assertThat(manager.run("group", "create", "Staff")).isEqualTo(Exit.OK);
    manager.answer("yes");
    assertThat(manager.run("group", "add", "Staff", "member", "--role", "manager"))
        .isEqualTo(Exit.OK);
    assertThat(manager.run("group", "add", "Staff", "member")).isEqualTo(Exit.REFUSED);
    assertThat(manager.err()).contains("as its manager", "strongroom group role");
  }
}
