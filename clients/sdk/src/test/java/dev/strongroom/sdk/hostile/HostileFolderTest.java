package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.sdk.room.PutPlan;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders by an author who means harm to whoever writes them out. */
class HostileFolderTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void begin() throws IOException {
    world = new World(folder);
    room = world.room();
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Path target() throws IOException {
    return world.target().resolve("fetched");
  }

  private Room.Got fetch(boolean overwrite) throws Exception {
    Room.Got[] got = new Room.Got[1];
    Path target = target();
    world.with(
        "manager",
        room,
        open ->
            got[0] = open.getFolder(World.path("all"), target, overwrite, TransferListener.NONE));
    return got[0];
  }

  private void put(String... paths) throws Exception {
    List<PutPlan> plan = new ArrayList<>();
    for (String path : paths) {
      plan.add(new PutPlan.File(world.file("source", path), World.path(path)));
      world.with("member", room, open -> open.putAll(plan, TransferListener.NONE));
      plan.clear();
    }
  }

  private List<String> written() throws IOException {
    try (Stream<Path> all = Files.walk(world.target())) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.resolve("target").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private interface Hostile {
    List<HostileAuthor.Made> make(HostileAuthor author, Room room);
  }

  private void commit(Hostile hostile) throws Exception {
    HostileAuthor author =
        new HostileAuthor(world.platform(), world.platform().people().somebody("member"));
    world.with("member", room, open -> author.commit(open, hostile.make(author, open)));
  }

  @Test
  void wholeFolder_isWrittenOutAsItIs() throws Exception {
    put("all/a", "all/deep/er/b", "other");
    world.with("member", room, open -> open.makeFolder(World.path("all/empty")));
    assertThat(fetch(false).files()).isEqualTo(2);
    assertThat(written()).containsExactly("fetched/a", "fetched/deep/er/b");
    assertThat(target().resolve("deep/er/b")).hasContent("all/deep/er/b");
    assertThat(target().resolve("empty")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        ".",
        "../evil",
        "a/b",
        "a\\b",
        "/etc/evil",
        "evil\n",
        "\u001b[2J",
        "CON",
        "nul.txt",
        "exe\u202etxt.",
        "evil.",
        "evil ",
        "C:evil",
        "",
        "\u0000",
        "e\u0301"
      })
  void t42_unsafeNameOutOfASealedBox_nameUnsafeAndNothingWritten(String name) throws Exception {
    commit((author, open) -> List.of(author.named(open, name)));
    assertRefused(
        ErrorCode.NAME_UNSAFE,
        () ->
            world.with(
                "manager",
                room,
                open -> open.getFolder(World.path(""), target(), false, TransferListener.NONE)));
    assertThat(World.names(world.target())).isEmpty();
  }

  /** Safe by itself, and not what the folder's entry is indexed by. */
  @Test
  void t42_otherNameThanTheIndexed_listing() throws Exception {
    commit((author, open) -> List.of(author.named(open, "other")));
    assertRefused(
        ErrorCode.LISTING, () -> world.with("manager", room, o -> o.list(World.path(""))));
  }

  @Test
  void t60_folderThatLiesInItself_listingAndNoEndlessWalk() throws Exception {
    commit((author, open) -> {
      NodeId node = author.newNode();
      NodeId between = author.newNode();
      HostileAuthor.Made top =
          author.folder(open, node, author.root(open), "all", Optional.empty());
      HostileAuthor.Made inside = author.folder(open, between, node, "between", Optional.empty());
      HostileAuthor.Made again =
          author.folder(open, node, between, "again", Optional.of(top.record()));
      return List.of(top, inside, again);
    });
    assertRefused(ErrorCode.LISTING, () -> fetch(false));
    assertThat(World.names(world.target())).isEmpty();
  }

  @Test
  void t44_namesThatFoldToOne_nameUnsafeBeforeAnythingIsWritten() throws Exception {
    put("all/a/first", "all/z/Report", "all/z/rEPORT");
    assertRefused(ErrorCode.NAME_UNSAFE, () -> fetch(false));
    assertThat(World.names(world.target())).isEmpty();
    world.assertNoRequest(Request.get("/store/"));
  }

  @Test
  void t43_linkWhereAFolderIsToBe_isNotFollowed() throws Exception {
    put("all/a", "all/deep/b");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createDirectory(target());
    Files.createSymbolicLink(target().resolve("deep"), elsewhere);
    assertThatThrownBy(() -> fetch(true)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(written()).isEmpty();
    Files.delete(target().resolve("deep"));
    Files.delete(target());
    Files.createSymbolicLink(target(), elsewhere);
    assertThatThrownBy(() -> fetch(true)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void t43_oneFileThatIsThereAlready_nothingIsFetched() throws Exception {
    put("all/a", "all/b");
    Files.createDirectory(target());
    Files.writeString(target().resolve("b"), "mine");
    assertThatThrownBy(() -> fetch(false)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(written()).containsExactly("fetched/b");
    assertThat(fetch(true).files()).isEqualTo(2);
    assertThat(target().resolve("b")).hasContent("all/b");
  }
}
