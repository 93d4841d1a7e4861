package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.sdk.Rotation;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A copy of somebody's machine, keys and all, in other hands, and everything the server has. */
@ExtendWith(Scene.Shared.class)
@Timeout(120)
class LyingThiefIT {
  private static final String OWNER = "robbed";
  private static Scene scene;
  @TempDir Path folder;

  @BeforeAll
  static void start(Scene shared) throws IOException {
    scene = shared;
    scene.enrol(OWNER);
  }

  @AfterEach
  void end() throws Exception {
    scene.server().tellTheTruth();
  }

  private static Path copied(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  @Test
  void t69_stolenSecretAfterItsOwnerRotatedForCompromise_opensNothingNew() throws Exception {
    ChainId room;
    try (Strongroom manager = scene.client("manager")) {
      room = manager.createRoom("Robbed " + System.nanoTime());
      manager.grant(room.toString(), Scene.person(manager, OWNER), Role.EDITOR);
    }
    scene.put(OWNER, room, "old");
    StrongroomConfig own = scene.config(OWNER);
    StrongroomConfig stolen =
        new StrongroomConfig(
            copied(own.folder(), folder.resolve("config")),
            copied(own.runtime(), folder.resolve("runtime")),
            own.random(),
            own.clock());
    try (IdentityKeys old = scene.keys(OWNER)) {
      try (SecretBytes passphrase =
          SecretBytes.takeOver(Bytes.utf8("other words for a new beginning").toArray())) {
        new Rotation(own).rotateCompromised(passphrase, folder.resolve("kit"));
      }
      assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> Strongroom.connect(stolen).close());
      scene.put("manager", room, "new");
      assertThat(opened(old, room)).isPositive();
    }
    scene.assertReads(OWNER, room, "new");
    scene.assertReads(OWNER, room, "old");
  }

  /** Requires that the stolen key opens no wrap of the present epoch. How many were tried. */
  private static int opened(IdentityKeys stolen, ChainId room) throws Exception {
    RoomState[] state = new RoomState[1];
    scene.with("manager", room, open -> state[0] = open.chain().newest());
    long present = state[0].epoch().number();
    assertThat(present).isGreaterThan(1);
    List<List<Object>> wraps =
        scene.rows(
            "access",
            "SELECT recipient, reference, wrap FROM epoch_wrap WHERE chain = ? AND epoch = ?"
                + " AND recipient_kind = 'user'",
            room.value(),
            present);
    for (List<Object> row : wraps) {
      Recipient recipient =
          new Recipient.User(
              new UserId(Bytes.of((byte[]) row.get(0))), Hash.parse((String) row.get(1)));
      assertRefused(
          ErrorCode.UNLOCK_FAILED,
          () ->
              EpochWrap.open(
                  scene.organisation(),
                  room,
                  present,
                  recipient,
                  stolen.kem(),
                  Bytes.of((byte[]) row.get(2)),
                  state[0].epoch().key()));
    }
    return wraps.size();
  }
}
