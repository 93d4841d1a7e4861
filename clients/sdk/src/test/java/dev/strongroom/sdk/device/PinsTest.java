package dev.strongroom.sdk.device;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinsTest {
  private final SecureRandom random = Seed.random(1);

  @TempDir Path folder;

  private Pins load() {
    return Pins.load(folder.resolve("pins.json"));
  }

  private Hash hash() {
    return new Hash(Bytes.random(random, 32));
  }

  private ChainId chain() {
    return new ChainId(Bytes.random(random, 32));
  }

  @Test
  void save_everything_isThereAgainAndPrivate() throws Exception {
    ChainId chain = chain();
    Hash hash = hash();
    UserId user = new UserId(Bytes.random(random, 32));
    Pins pins = load();
    pins.pinPolicy(2, hash);
    pins.pinChain(chain, 7, hash);
    pins.pinContact(new Pins.Contact(user, "member", hash, true));
    pins.acceptName(chain, "Board");
    pins.save();
    Pins again = load();
    assertThat(again.policy()).hasValue(new Pins.Place(2, hash));
    assertThat(again.chain(chain)).hasValue(new Pins.Place(7, hash));
    assertThat(again.contact(user)).hasValue(new Pins.Contact(user, "member", hash, true));
    assertThat(again.names()).containsEntry(chain, "Board");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("pins.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void unsaved_isNotKept() {
    load().pinPolicy(1, hash());
    assertThat(load().policy()).isEmpty();
  }

  @Test
  void twoProcesses_neitherLosesWhatTheOtherPinned() {
    ChainId one = chain();
    ChainId two = chain();
    Pins first = load();
    Pins second = load();
    first.pinChain(one, 1, hash());
    first.save();
    second.pinChain(two, 2, hash());
    second.save();
    assertThat(load().chain(one)).isPresent();
    assertThat(load().chain(two)).isPresent();
    assertThat(second.chain(one)).isPresent();
  }

  @Test
  void t30_otherProcessWasFurther_thePlaceIsNotTakenBack() {
    ChainId chain = chain();
    Pins late = load();
    Pins ahead = load();
    Hash newest = hash();
    ahead.pinChain(chain, 9, newest);
    ahead.pinPolicy(9, newest);
    ahead.save();
    late.pinChain(chain, 3, hash());
    late.pinPolicy(3, hash());
    late.save();
    assertThat(load().chain(chain)).hasValue(new Pins.Place(9, newest));
    assertThat(load().policy()).hasValue(new Pins.Place(9, newest));
  }

  @Test
  void t31_otherProcessWasShownSomethingElseInThisPlace_forkAndTheFileStays() throws Exception {
    ChainId chain = chain();
    Pins one = load();
    Pins other = load();
    one.pinChain(chain, 3, hash());
    one.save();
    String before = Files.readString(folder.resolve("pins.json"));
    other.pinChain(chain, 3, hash());
    assertRefused(ErrorCode.GROUP_FORK, other::save);
    assertThat(folder.resolve("pins.json")).hasContent(before);
  }

  @Test
  void manyAtOnce_nothingIsLost() throws Exception {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 40; i++) {
        ChainId chain = chain();
        Hash hash = hash();
        running.add(
            threads.submit(() -> {
              Pins pins = load();
              pins.pinChain(chain, 1, hash);
              pins.acceptName(chain, "name");
              pins.save();
            }));
      }
    }
    for (Future<?> one : running) {
      one.get();
    }
    assertThat(load().names()).hasSize(40);
  }
}
