package dev.strongroom.sdk.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aFile() throws IOException {
    file = Files.writeString(folder.resolve("report"), "0123456789");
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
  }

  @Test
  void read_aRange_thoseBytes() throws IOException {
    try (FileSource source = FileSource.open(file)) {
      byte[] into = new byte[6];
      source.read(3, into, 1, 4);
      assertThat(new String(into, StandardCharsets.UTF_8)).isEqualTo("\0003456\0");
      source.requireUnchanged();
      assertThat(source.size()).isEqualTo(10);
    }
  }

  @Test
  void read_fileCutMeanwhile_saysThatItChanged() throws IOException {
    try (FileSource source = FileSource.open(file)) {
      Files.write(file, new byte[3]);
      assertThatThrownBy(() -> source.read(0, new byte[10], 0, 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("report changed while it was being sent");
    }
  }

  @Test
  void requireUnchanged_sameLengthOtherTime_changed() throws IOException {
    try (FileSource source = FileSource.open(file)) {
      Files.writeString(file, "9876543210");
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_001)));
      assertThatThrownBy(source::requireUnchanged).hasMessageContaining("changed");
    }
  }

  @Test
  void requireUnchanged_sameTimeOtherLength_changed() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    try (FileSource source = FileSource.open(file)) {
      Files.writeString(file, "more", StandardOpenOption.APPEND);
      Files.setLastModifiedTime(file, time);
      assertThatThrownBy(source::requireUnchanged).hasMessageContaining("changed");
    }
  }

  @Test
  void open_noFile_noSuchFile() {
    assertThatThrownBy(() -> FileSource.open(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
