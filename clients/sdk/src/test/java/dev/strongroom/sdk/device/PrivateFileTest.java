package dev.strongroom.sdk.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void write_whatEverTheUmask_forItsOwnerAlone() throws IOException {
    Path file = folder.resolve("new/secret");
    PrivateFile.write(file, bytes("x"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void write_overAFileThatOthersCouldRead_isForItsOwnerAloneAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    PrivateFile.write(file, bytes("new"));
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("secret");
  }

  /**
   * A crash leaves a file under another name; the old contents are whole, and the next write works.
   */
  @Test
  void crashBetween_oldContentsStay() throws IOException {
    Path file = folder.resolve("secret");
    PrivateFile.write(file, bytes("old"));
    Files.writeString(folder.resolve(".new123.tmp"), "ne");
    assertThat(PrivateFile.read(file)).hasValue(bytes("old"));
    PrivateFile.write(file, bytes("new"));
    assertThat(PrivateFile.read(file)).hasValue(bytes("new"));
  }

  /** The name never stands for half a file, whoever reads when. */
  @Test
  void write_whileOthersRead_oldOrNewAndNothingBetween() throws Exception {
    Path file = folder.resolve("secret");
    byte[] old = new byte[100_000];
    byte[] fresh = new byte[200_000];
    PrivateFile.write(file, old);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> writer =
          threads.submit(() ->
              IntStream.range(0, 20)
                  .forEach(i -> PrivateFile.write(file, i % 2 == 0 ? fresh : old)));
      while (!writer.isDone()) {
        assertThat(PrivateFile.read(file).orElseThrow().length).isIn(old.length, fresh.length);
      }
      writer.get();
    }
  }

  @Test
  void write_whereAFolderIs_failsAndLeavesNothingBeside() throws IOException {
    Path file = Files.createDirectory(folder.resolve("secret"));
    Files.writeString(file.resolve("inside"), "x");
    assertThatThrownBy(() -> PrivateFile.write(file, bytes("x")))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(names()).containsExactly("secret");
  }

  @Test
  void write_overALink_replacesTheLinkAndNotWhatItLeadsTo() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Path file = Files.createSymbolicLink(folder.resolve("secret"), elsewhere);
    PrivateFile.write(file, bytes("new"));
    assertThat(elsewhere).hasContent("mine");
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void read_noFile_nothing() {
    assertThat(PrivateFile.read(folder.resolve("none"))).isEmpty();
  }
}
