package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While nobody lies everything works: what the lies are held against. */
class HonestPlatformTest {
  @TempDir Path folder;

  @Test
  void putAndGet_byAnotherMember_sameBytes() throws Exception {
    try (World world = new World(folder)) {
      Path sent = world.file("sent", 3_000_000);
      try (Strongroom manager = world.client("manager")) {
        String id = manager.createRoom("Board").toString();
        manager.grant(id, manager.people().named("member"), Role.EDITOR);
        try (Room room = manager.room(id)) {
          room.put(sent, World.path("a/b/report"), TransferListener.NONE);
        }
        try (Strongroom member = world.client("member");
            Room room = member.room(id);
            Entry entry = room.find(World.path("a/b/report")).orElseThrow()) {
          Path got = world.target().resolve("got");
          room.get(entry, got, false, TransferListener.NONE);
          assertThat(Files.mismatch(sent, got)).isEqualTo(-1);
        }
      }
    }
  }
}
