package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The real services behind a server that lies about their answers, with a manager, a member and an
 * outsider whose clients ask it. One for all classes that take it.
 */
final class Scene implements AutoCloseable {
  private static final ExtensionContext.Namespace KEPT =
      ExtensionContext.Namespace.create(Scene.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "scene-";

  private final Platform platform;
  private final LyingServer server;
  private final Map<String, Player> cast = new HashMap<>();
  private final Map<String, Map<String, byte[]>> before = new HashMap<>();
  private int files;

  private Scene(Platform platform) throws IOException {
    this.platform = platform;
    this.server = new LyingServer(platform.url());
    for (String name : List.of("manager", "member", "outsider")) {
      enrol(name);
    }
  }

  /**
   * Gives every test class the same scene, on the platform that all have. Before each test it
   * remembers everybody's folder; after each it ends the lies.
   */
  static final class Shared implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
      of(context).begin();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
      of(context).theTruthAgain();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return of(context);
    }

    private static Scene of(ExtensionContext context) {
      Platform platform = Platform.of(context);
      return context
          .getRoot()
          .getStore(KEPT)
          .computeIfAbsent(
              Scene.class,
              _ -> {
                try {
                  return new Scene(platform);
                } catch (IOException e) {
                  throw new IllegalStateException("the scene could not be set", e);
                }
              },
              Scene.class);
    }
  }

  /** Somebody more with keys, whose client asks the lying server. */
  void enrol(String name) throws IOException {
    Player player = platform.enrolled(PREFIX + name);
    goThrough(player.config());
    cast.put(name, player);
  }

  /** From now on all that a client asks goes to the lying server. */
  void goThrough(StrongroomConfig config) throws IOException {
    Path file = config.folder().resolve("client.json");
    ObjectNode settings = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
    settings.put("server", server.url().toString());
    Files.write(file, JSON.writeValueAsBytes(settings));
  }

  Platform platform() {
    return platform;
  }

  LyingServer server() {
    return server;
  }

  Player player(String name) {
    return Optional.ofNullable(cast.get(name)).orElseThrow();
  }

  /** What he signs in as. */
  static String userName(String name) {
    return PREFIX + name;
  }

  StrongroomConfig config(String name) {
    return player(name).config();
  }

  Strongroom client(String name) {
    return Strongroom.connect(config(name));
  }

  Device device(String name) {
    StrongroomConfig config = config(name);
    return Device.open(config.folder(), config.runtime(), config.random(), config.clock());
  }

  UserId user(String name) {
    return device(name).membership().orElseThrow().user();
  }

  OrganisationId organisation() {
    return device("manager").membership().orElseThrow().organisation();
  }

  /** Somebody's real keys, for what an honest client would not sign. The caller closes them. */
  IdentityKeys keys(String name) {
    Device device = device(name);
    Device.Membership membership = device.membership().orElseThrow();
    try (IdentitySecret secret = device.unlocked(membership).orElseThrow()) {
      return IdentityKeys.derive(secret, membership.organisation());
    }
  }

  /** Him, as the manager's client knows him. */
  static Person person(Strongroom client, String name) {
    return client.people().named(userName(name));
  }

  /** A room of the manager's in which the member has a role, with one file. */
  ChainId room(Role role) throws IOException {
    try (Strongroom manager = client("manager")) {
      ChainId room = manager.createRoom("Room " + files++);
      manager.grant(room.toString(), person(manager, "member"), role);
      try (Room open = manager.room(room.toString())) {
        open.put(file("first"), RoomPath.parse("first"), TransferListener.NONE);
      }
      return room;
    }
  }

  /** What a client does with a room. */
  @FunctionalInterface
  interface Use {
    void of(Room room) throws Exception;
  }

  /** Opens a room with a client that remembers only what is in its folder. */
  void with(String name, ChainId room, Use use) throws Exception {
    try (Strongroom client = client(name);
        Room open = client.room(room.toString())) {
      use.of(open);
    }
  }

  /** A file of that content. */
  Path file(String content) throws IOException {
    return Files.writeString(
        player("manager").folder().resolve("file-" + files++), content, StandardCharsets.UTF_8);
  }

  void put(String name, ChainId room, String path) throws Exception {
    with(name, room, open -> open.put(file(path), RoomPath.parse(path), TransferListener.NONE));
  }

  /** Requires that he reads a file whose content is its path. */
  void assertReads(String name, ChainId room, String path) throws Exception {
    with(
        name,
        room,
        open -> {
          try (Entry entry = open.find(RoomPath.parse(path)).orElseThrow()) {
            assertThat(new String(open.read(entry, 0, path.length()), StandardCharsets.UTF_8))
                .isEqualTo(path);
          }
        });
  }

  /** Requires the refusal, and that nothing that this client remembers has changed by it. */
  void assertRefusedAndNothingKept(ErrorCode code, String name, ThrowingCallable attack)
      throws IOException {
    Map<String, String> before = remembered(name);
    assertRefused(code, attack);
    assertThat(remembered(name)).isEqualTo(before);
  }

  /** Pins, and statements that wait to be handed in. */
  private Map<String, String> remembered(String name) throws IOException {
    Map<String, String> files = new HashMap<>();
    Path pins = config(name).folder().resolve("pins.json");
    files.put("pins", Files.exists(pins) ? Files.readString(pins) : "");
    device(name).outgoing().all().forEach(o -> files.put(o.link().toString(), ""));
    return files;
  }

  /** Names of what this client has kept to show others. */
  List<String> evidence(String name) throws IOException {
    Path folder = config(name).folder().resolve("evidence");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Remembers what lies in everybody's folder, before a test. */
  void begin() throws IOException {
    server.tellTheTruth();
    server.forgetRequests();
    for (String name : cast.keySet()) {
      before.put(name, contents(config(name).folder()));
    }
  }

  /**
   * Ends the lies, and takes the clients' copies of the directory log back to what they were: where
   * the log's own key signed a lie, they have rightly taken it.
   */
  void theTruthAgain() throws IOException {
    server.tellTheTruth();
    restore("directory.");
  }

  /** Likewise, with everything else that the clients remember. */
  void asItWas() throws IOException {
    server.tellTheTruth();
    restore("");
  }

  private void restore(String prefix) throws IOException {
    for (Map.Entry<String, Map<String, byte[]>> one : before.entrySet()) {
      Path folder = config(one.getKey()).folder();
      for (String name : contents(folder).keySet()) {
        if (name.startsWith(prefix) && !one.getValue().containsKey(name)) {
          Files.delete(folder.resolve(name));
        }
      }
      for (Map.Entry<String, byte[]> file : one.getValue().entrySet()) {
        if (file.getKey().startsWith(prefix)) {
          Files.write(folder.resolve(file.getKey()), file.getValue());
        }
      }
    }
  }

  /** All but the tokens: an older one, used again, would end the session at the sign-on. */
  private static Map<String, byte[]> contents(Path folder) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> Files.isRegularFile(f) && !f.endsWith("tokens.json")).toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  /** Has a client lose its copy of the directory log. */
  void forgetLog(String name) throws IOException {
    Path folder = config(name).folder();
    for (String file : contents(folder).keySet()) {
      if (file.startsWith("directory.")) {
        Files.delete(folder.resolve(file));
      }
    }
  }

  /** Rows that a hand in a database finds, each a list of columns. */
  List<List<Object>> rows(String database, String sql, Object... values) {
    try (Connection connection = open(database);
        PreparedStatement statement = prepared(connection, sql, values);
        ResultSet result = statement.executeQuery()) {
      List<List<Object>> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(result.getObject(column));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a hand in a database changes. */
  int change(String database, String sql, Object... values) {
    try (Connection connection = open(database);
        PreparedStatement statement = prepared(connection, sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection open(String database) throws SQLException {
    int port = platform.stack().settings().port("postgres");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres");
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i] instanceof Bytes bytes ? bytes.toArray() : values[i];
      statement.setObject(i + 1, value);
    }
    return statement;
  }

  @Override
  public void close() {
    server.close();
  }
}
