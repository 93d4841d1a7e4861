package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.sdk.hostile.World;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code group accept}: the name of a group that somebody else made. */
class GroupAcceptTest {
  @TempDir Path folder;

  private World world;
  private Terminal member;
  private String group = "";

  @BeforeEach
  void aGroupOfTheManagers() throws IOException {
    world = new World(folder);
    member = new Terminal(world.config("member"));
    Terminal manager = new Terminal(world.config("manager"));
    manager.answer("yes");
    assertThat(manager.run("group", "create", "Staff")).isEqualTo(Exit.OK);
    group = manager.out().strip().replaceAll(".* ", "");
    assertThat(manager.run("group", "add", "Staff", "member", "--role", "manager")).isZero();
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void t67_askedBeforeAccepted_andMakersShown() {
    assertThat(member.run("group", "show", "Staff")).isEqualTo(Exit.REFUSED);
    assertThat(member.err()).contains("strongroom group accept ID");
    assertThat(member.run("group", "list")).isEqualTo(Exit.OK);
    assertThat(member.out()).contains("(not accepted yet)");
    assertThat(member.run("group", "accept", group)).isEqualTo(Exit.LOCKED);
    assertThat(member.err())
        .containsSubsequence("Group Staff, made by", "manager", "member", "in all")
        .contains("Accept it under this name?", "Not accepted");
    assertThat(member.run("group", "show", "Staff")).isEqualTo(Exit.REFUSED);
    member.answer("yes");
    assertThat(member.run("group", "accept", group)).isEqualTo(Exit.OK);
    assertThat(member.run("group", "show", "Staff")).isEqualTo(Exit.OK);
    member.out();
    assertThat(member.run("group", "list")).isEqualTo(Exit.OK);
    assertThat(member.out()).contains("Staff").doesNotContain("accepted");
  }

  @Test
  void t67_room_isAskedAboutLikewise_andItsManagersAreShown() {
    String room = world.room("Board").toString();
    assertThat(member.run("room", "accept", room)).isEqualTo(Exit.LOCKED);
    assertThat(member.err()).containsSubsequence("Room Board, made by", "managed by\n  manager");
    assertThat(member.run("ls", "Board/")).isEqualTo(Exit.REFUSED);
  }

  @Test
  void t67_nameLikeOneOfHisOwn_nameAmbiguous_andTheIdStillWorks() {
    assertThat(member.run("room", "create", "STAFF")).isEqualTo(Exit.OK);
    assertThat(member.run("group", "accept", group, "--yes")).isEqualTo(Exit.NOT_VERIFIED);
    assertThat(member.err()).contains("strongroom: NAME_AMBIGUOUS: ");
    assertThat(member.run("group", "show", group)).isEqualTo(Exit.OK);
  }
}
