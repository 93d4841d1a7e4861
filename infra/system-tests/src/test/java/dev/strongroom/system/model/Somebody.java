package dev.strongroom.system.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Rotation;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.system.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A person at a machine of his own, whose client lies open between steps, as an agent's does. */
final class Somebody implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSPHRASE = "right words 123";

  private final String name;
  private final Platform platform;
  private final LossyEdge edge;
  private final UserId user;
  private Player player;
  private @Nullable Strongroom client;
  private int machines;
  private int kits;

  Somebody(String name, String account, Platform platform) throws IOException {
    this.name = name;
    this.platform = platform;
    this.edge = new LossyEdge(platform.url());
    this.player = platform.enrolled(account);
    goThroughEdge();
    this.user = client().self().user();
  }

  String name() {
    return name;
  }

  String account() {
    return player.name();
  }

  LossyEdge edge() {
    return edge;
  }

  private StrongroomConfig config() {
    return player.config();
  }

  private void goThroughEdge() throws IOException {
    Path file = config().folder().resolve("client.json");
    ObjectNode settings = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
    settings.put("server", edge.url().toString());
    Files.write(file, JSON.writeValueAsBytes(settings));
  }

  /** The client that has lain open; a new one where there is none. */
  Strongroom client() {
    Strongroom open = client;
    if (open == null) {
      open = another();
      client = open;
    }
    return open;
  }

  /** A new one in its place. */
  Strongroom fresh() {
    drop();
    return client();
  }

  void drop() {
    Strongroom open = client;
    client = null;
    if (open != null) {
      open.close();
    }
  }

  /** One more from the same folder; the caller closes it. */
  Strongroom another() {
    return Strongroom.connect(config());
  }

  /** After a crash: whatever was under way is finished by this. */
  void comeBack() {
    drop();
    try {
      client();
    } catch (LockedException e) {
      // What somebody is told whose rotation lost its answer.
      try (SecretBytes passphrase = passphrase()) {
        new Enrolment(config()).unlock(passphrase);
      }
      client();
    }
  }

  static SecretBytes passphrase() {
    return SecretBytes.takeOver(PASSPHRASE.getBytes(StandardCharsets.UTF_8));
  }

  /** Routine; with what could not be wrapped to the new keys. */
  void rotate() {
    try (SecretBytes passphrase = passphrase()) {
      new Rotation(config()).rotate(passphrase);
    } finally {
      drop();
    }
  }

  void compromised() throws IOException {
    try (SecretBytes passphrase = passphrase()) {
      new Rotation(config()).rotateCompromised(passphrase, kit());
    } finally {
      drop();
    }
  }

  /** All is lost: another machine, and new keys there. */
  void reset() throws IOException {
    OrganisationId root =
        new Enrolment(config()).enrolled().map(Device.Membership::organisation).orElseThrow();
    drop();
    player = platform.anotherMachine(player, account() + "-" + ++machines);
    player.does("login", platform.url(), "--root", platform.root());
    try (SecretBytes passphrase = passphrase()) {
      new Rotation(config()).reset(root, passphrase, kit());
    }
    goThroughEdge();
  }

  private Path kit() {
    return player.folder().resolve("kit-" + ++kits);
  }

  /** Of his present keys, as his own client has them. */
  Hash identity() {
    return client().self().newest().hash();
  }

  UserId user() {
    return user;
  }

  /** His secret keys themselves, for the thief and the forger. */
  IdentityKeys stolen() {
    Device device =
        Device.open(config().folder(), config().runtime(), config().random(), config().clock());
    Device.Membership membership = device.membership().orElseThrow();
    try (IdentitySecret secret = device.unlocked(membership).orElseThrow()) {
      return IdentityKeys.derive(secret, membership.organisation());
    }
  }

  OrganisationId organisation() {
    return client().self().newest().body().header().organisation();
  }

  String token() throws IOException {
    return JSON.readTree(Files.readAllBytes(config().folder().resolve("tokens.json")))
        .path("access")
        .asText();
  }

  Path file(String text) throws IOException {
    Path file = player.folder().resolve("to-send");
    Files.writeString(file, text);
    return file;
  }

  @Override
  public void close() {
    drop();
    edge.close();
  }
}
