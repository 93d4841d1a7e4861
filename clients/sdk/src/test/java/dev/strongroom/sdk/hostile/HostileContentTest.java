package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentDigest;
import dev.strongroom.protocol.content.ContentLayout;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents that are not what their author stored, and targets that are not fit to take them. */
class HostileContentTest {
  private static final int BYTES = 9_500_000;

  @TempDir Path folder;
  private World world;
  private ChainId room;
  private Path original;
  private Path target;

  @BeforeEach
  void aFileInARoom() throws IOException {
    world = new World(folder);
    room = world.room();
    original = world.file("report", BYTES);
    world.put("manager", room, original, "report");
    target = world.target().resolve("report");
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** What the member's client makes of it. */
  private void get(boolean overwrite) throws Exception {
    get(target, overwrite);
  }

  private void get(Path to, boolean overwrite) throws Exception {
    world.with(
        "member",
        room,
        open -> {
          try (Entry entry = open.find(World.path("report")).orElseThrow()) {
            open.get(entry, to, overwrite, TransferListener.NONE);
          }
        });
  }

  private BlobRef ref() throws Exception {
    BlobRef[] found = new BlobRef[1];
    world.with(
        "member",
        room,
        open -> {
          try (Entry entry = open.find(World.path("report")).orElseThrow()) {
            found[0] = entry.record().content().orElseThrow();
          }
        });
    return found[0];
  }

  private void flip(long at) throws Exception {
    byte[] blob = world.platform().blobs().blob(ref().blob());
    blob[(int) at] ^= 1;
  }

  private void assertNothingLeft() throws IOException {
    assertThat(World.names(world.target())).isEmpty();
  }

  @Test
  void t07_otherSuite_suiteUnknown() throws Exception {
    flip(0);
    assertRefused(ErrorCode.SUITE_UNKNOWN, () -> get(false));
    assertNothingLeft();
  }

  @Test
  void t07_otherSalt_keyCommit() throws Exception {
    flip(1);
    assertRefused(ErrorCode.KEY_COMMIT, () -> get(false));
    assertNothingLeft();
  }

  @Test
  void t07_otherCommitment_keyCommitAndNothingMoreIsAsked() throws Exception {
    flip(ContentLayout.HEADER_BYTES - 1);
    world.platform().forgetRequests();
    assertRefused(ErrorCode.KEY_COMMIT, () -> get(false));
    assertNothingLeft();
    assertThat(world.platform().requests()).filteredOn(Request.get("/store/")).hasSize(1);
  }

  @Test
  void t09_onlyTheLastChunkBad_nothingUnderTheFinalNameAndNoTemporaryFile() throws Exception {
    flip(ref().length() - 1);
    assertRefused(ErrorCode.CT_CORRUPT, () -> get(false));
    assertNothingLeft();
  }

  @Test
  void t09_onlyTheLastChunkBad_theFileThatWasThereStays() throws Exception {
    Files.writeString(target, "mine");
    flip(ref().length() - 1);
    assertRefused(ErrorCode.CT_CORRUPT, () -> get(true));
    assertThat(World.names(world.target())).containsExactly("report");
    assertThat(target).hasContent("mine");
  }

  @Test
  void t04_storeHasLess_ctTruncatedOrCorrupt() throws Exception {
    BlobRef ref = ref();
    byte[] blob = world.platform().blobs().blob(ref.blob());
    world.platform().blobs().replace(ref.blob(), Arrays.copyOf(blob, (int) ref.length() - 5));
    assertRefused(ErrorCode.CT_CORRUPT, () -> get(false));
    world.platform().blobs().replace(ref.blob(), Arrays.copyOf(blob, 5_000_000));
    assertThatThrownBy(() -> get(false)).hasFieldOrProperty("code");
    assertNothingLeft();
  }

  @Test
  void t55_storeSendsWithoutEnd_ctCorrupt() throws Exception {
    byte[] start = Arrays.copyOf(world.platform().blobs().blob(ref().blob()), 1000);
    world.platform().lie(Request.get("/store/"), Answer.endless(206, start));
    assertRefused(ErrorCode.CT_CORRUPT, () -> get(false));
    assertNothingLeft();
  }

  /** The reader holds the content key, so what he seals authenticates; the digest tells. */
  @Test
  void t57_otherContentsByAReader_ctDigestWholeAndInARange() throws Exception {
    BlobRef ref = ref();
    byte[] other = new byte[BYTES];
    world.with(
        "member",
        room,
        open -> {
          try (Entry entry = open.find(World.path("report")).orElseThrow()) {
            world.platform().blobs().replace(ref.blob(), sealedByReader(open, entry, other));
          }
        });
    assertRefused(ErrorCode.CT_DIGEST, () -> get(false));
    assertNothingLeft();
    assertRefused(
        ErrorCode.CT_DIGEST,
        () ->
            world.with(
                "member",
                room,
                open -> {
                  try (Entry entry = open.find(World.path("report")).orElseThrow()) {
                    open.read(entry, 5_000_000, 1000);
                  }
                }));
  }

  private byte[] sealedByReader(Room open, Entry entry, byte[] plain) throws IOException {
    BlobRef ref = entry.record().content().orElseThrow();
    ContentContext context =
        new ContentContext(world.platform().organisation().id(), open.id(), ref.content());
    try (ContentSealer sealer =
        ContentSealer.create(
            entry.metadata().contentKey().orElseThrow(),
            context,
            plain.length,
            Padding.PADME,
            world.platform().organisation().random())) {
      ContentLayout layout = sealer.layout();
      byte[] stored = new byte[(int) layout.storedLength()];
      List<Hash> leaves =
          sealer.seal(
              0,
              (int) layout.pieceCount(),
              (offset, into, at, length) -> System.arraycopy(plain, (int) offset, into, at, length),
              stored,
              0);
      ByteArrayOutputStream blob = new ByteArrayOutputStream();
      blob.writeBytes(stored);
      Bytes list = ContentDigest.encodeLeaves(leaves);
      blob.writeBytes(list.toArray());
      return blob.toByteArray();
    }
  }

  @Test
  void t43_symlinkAtTheTarget_isNeitherFollowedNorReplaced() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Files.createSymbolicLink(target, elsewhere);
    assertThatThrownBy(() -> get(false)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> get(true)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(elsewhere).hasContent("mine");
    assertThat(Files.isSymbolicLink(target)).isTrue();
    assertThat(World.names(world.target())).containsExactly("report");
  }

  @Test
  void t43_linkThatLeadsNowhere_isNotWrittenThrough() throws Exception {
    Files.createSymbolicLink(target, folder.resolve("not-there"));
    assertThatThrownBy(() -> get(false)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(folder.resolve("not-there")).doesNotExist();
  }

  @Test
  void t43_targetThatExists_staysUnlessItIsToBeWrittenOver() throws Exception {
    Files.writeString(target, "mine");
    world.platform().forgetRequests();
    assertThatThrownBy(() -> get(false)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("mine");
    world.assertNoRequest(Request.to("/store/"));
    get(true);
    assertThat(Files.mismatch(original, target)).isEqualTo(-1);
  }

  @Test
  void t43_targetThatAppearsMeanwhile_isNotWrittenOver() throws Exception {
    assertThatThrownBy(() ->
            world.with(
                "member",
                room,
                open -> {
                  try (Entry entry = open.find(World.path("report")).orElseThrow()) {
                    open.get(entry, target, false, (done, total) -> appear());
                  }
                }))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("mine");
    assertThat(World.names(world.target())).containsExactly("report");
  }

  private synchronized void appear() {
    try {
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.writeString(target, "mine");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void fullDiskAtTheTarget_oneErrorAndNothingLeft() throws Exception {
    Configuration small =
        Configuration.unix().toBuilder().setMaxSize(BYTES / 2).setBlockSize(4096).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path there = disk.getPath("/work/report");
      assertThatThrownBy(() -> get(there, false)).isInstanceOf(IOException.class);
      assertThat(World.names(disk.getPath("/work"))).isEmpty();
    }
  }
}
