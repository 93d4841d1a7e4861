package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.signin.Tokens;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A platform with a manager, a member and an outsider, each with a client of his own. */
public final class World implements AutoCloseable {
  public static final Clock CLOCK = Clock.fixed(Organisation.TIME, ZoneOffset.UTC);

  private final Path folder;
  private final SecureRandom random = Seed.random(Seed.ofThisRun());
  private final Platform platform;

  public World(Path folder) throws IOException {
    this.folder = folder;
    this.platform = new Platform(random);
    enrol("manager");
    enrol("member");
    enrol("outsider");
  }

  public void enrol(String name) {
    Organisation.Somebody somebody = platform.people().enrol(name);
    enrolDevice(name, somebody, config(name));
  }

  /** The same user on a machine that remembers nothing yet; his first one is gone. */
  public void secondMachine(String name) throws IOException {
    for (String file : List.of("pins.json", "directory.entries", "directory.checkpoint")) {
      Files.delete(config(name).folder().resolve(file));
    }
  }

  /** A client that has lost its copy of the directory log, and nothing else. */
  public void forgetLog(String name) throws IOException {
    for (String file : names(config(name).folder())) {
      if (file.startsWith("directory")) {
        Files.delete(config(name).folder().resolve(file));
      }
    }
  }

  private void enrolDevice(String name, Organisation.Somebody somebody, StrongroomConfig config) {
    Organisation organisation = platform.organisation();
    Device device = Device.open(config.folder(), config.runtime(), random, CLOCK);
    Device.Membership membership =
        new Device.Membership(platform.url(), organisation.id(), somebody.user(), name);
    device.rememberMembership(membership);
    device.rememberTokens(new Tokens(name, "refresh", CLOCK.instant().plus(Duration.ofDays(1))));
    device.pinPolicy(0, organisation.policy().hash());
    device.unlock(somebody.secret(), membership);
  }

  /** Has somebody's client know the root by another way than the server's. */
  public void trustRoot(String name) {
    config(name).roots().remember(platform.organisation().id(), RootSource.FINGERPRINT);
  }

  /** Publishes a policy: it is logged as well. */
  public void publish(Signed<Policy> policy) {
    platform.people().policy(policy);
  }

  public Platform platform() {
    return platform;
  }

  /** A room of the manager's, in which the member may write. */
  public ChainId room() {
    return room("Board");
  }

  /** The same under another name. */
  public ChainId room(String name) {
    try (Strongroom manager = client("manager")) {
      ChainId room = manager.createRoom(name);
      manager.grant(room.toString(), manager.people().named("member"), Role.EDITOR);
      return room;
    }
  }

  /** Puts a file through {@code name}'s client. */
  public void put(String name, ChainId room, Path file, String path) throws IOException {
    try (Strongroom client = client(name);
        Room open = client.room(room.toString())) {
      open.put(file, path(path), TransferListener.NONE);
    }
  }

  /** What a client does with a room. */
  @FunctionalInterface
  public interface Use {
    void of(Room room) throws Exception;
  }

  /** Opens a room with a client that remembers only what is in its folder. */
  public void with(String name, ChainId room, Use use) throws Exception {
    try (Strongroom client = client(name);
        Room open = client.room(room.toString())) {
      use.of(open);
    }
  }

  public StrongroomConfig config(String name) {
    return new StrongroomConfig(
        folder.resolve(name), folder.resolve(name + "-runtime"), random, CLOCK);
  }

  public Device device(String name) {
    StrongroomConfig config = config(name);
    return Device.open(config.folder(), config.runtime(), random, CLOCK);
  }

  public Strongroom client(String name) {
    return Strongroom.connect(config(name));
  }

  /** What stands in a client's pins. */
  public String pins(String name) throws IOException {
    return Files.readString(config(name).folder().resolve("pins.json"));
  }

  /** A file on this machine to be put. */
  public Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  public Path file(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return Files.write(folder.resolve(name), content);
  }

  /** An empty folder to fetch into. */
  public Path target() throws IOException {
    return Files.createDirectories(folder.resolve("target"));
  }

  public static RoomPath path(String text) {
    return RoomPath.parse(text);
  }

  public static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Requires that no request of a kind was made. */
  public void assertNoRequest(Predicate<Request> kind) {
    assertThat(platform.requests()).noneMatch(kind);
  }

  @Override
  public void close() {
    platform.close();
  }
}
