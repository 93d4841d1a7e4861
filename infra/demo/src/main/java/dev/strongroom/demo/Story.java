package dev.strongroom.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Room;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The story itself, chapter by chapter. */
final class Story {
  private final Cast cast;
  private final Names names;
  private final Databases databases;
  private final Tale tale;
  private final String server;
  private final Path file;
  private final Report report = new Report();

  Story(Cast cast, Names names, Databases databases, Tale tale, String server, Path file) {
    this.cast = cast;
    this.names = names;
    this.databases = databases;
    this.tale = tale;
    this.server = server;
    this.file = file;
  }

  Report play() throws IOException, SQLException, InterruptedException {
    organisation();
    keys();
    groupAndRoom();
    putAndGet();
    secondMachine();
    tampering();
    outsider();
    removal();
    audit();
    return report;
  }

  private void organisation() throws IOException {
    tale.chapter("The administrator founds the organisation");
    cast.administrator().does("login", server);
    JsonNode founded =
        cast.administrator()
            .asks("org", "init", "--passphrase-file", passphrase(cast.administrator()));
    names.rootFingerprint(founded.path("fingerprint").asText());
    tale.says("Its root fingerprint goes into every invitation: %s", names.rootFingerprint());
  }

  private String passphrase(Player player) throws IOException {
    return player.writes("passphrase", names.passphraseOf(player.name())).toString();
  }

  private void keys() throws IOException {
    tale.chapter("Manager, member and outsider sign in, and make keys on their own machines");
    for (Player player : List.of(cast.manager(), cast.member(), cast.outsider())) {
      player.does("login", server);
      player.does(
          "enrol",
          "--root-fingerprint",
          names.rootFingerprint(),
          "--passphrase-file",
          passphrase(player),
          "--kit",
          player.folder().resolve("kit.txt").toString());
    }
    tale.says("The server has public keys and sealed slots; no key and no passphrase.");
  }

  private void groupAndRoom() {
    tale.chapter("The manager makes a group and a room, and lets the member in");
    cast.manager().does("group", "create", names.group());
    cast.manager().does("room", "create", names.room());
    cast.manager().does("room", "add", names.room(), "--group", names.group(), "--role", "editor");
    Player.Outcome added =
        cast.manager().answers("yes").does("group", "add", names.group(), cast.member().name());
    added.err().lines().forEach(tale::says);
  }

  private void putAndGet() throws IOException {
    tale.chapter("A real file, a folder of files, and back");
    long bytes = Files.size(file);
    report.fileBytes(bytes);
    report.sent(sha256(file));
    Path folder = names.writeFolder(cast.manager().folder());
    cast.manager().does("put", names.early().toString(), names.room() + "/" + names.revised());
    cast.manager().does("put", names.late().toString(), names.room() + "/" + names.revised());
    cast.manager().does("put", folder.toString(), names.room() + "/");
    long start = System.nanoTime();
    cast.manager().does("put", file.toString(), names.room() + "/" + names.file());
    report.uploadSeconds((System.nanoTime() - start) / 1e9);
    tale.says(
        "%,d bytes encrypted, signed and stored: %.0f MB/s", bytes, report.uploadMbPerSecond());

    String room = cast.member().asks("room", "list").path(0).path("id").asText();
    report.room(room);
    cast.member().does("room", "accept", room, "--yes");
    cast.member().does("ls", names.room()).out().lines().forEach(tale::says);
    Path target = cast.member().folder().resolve("fetched");
    start = System.nanoTime();
    cast.member().does("get", names.room() + "/" + names.file(), target.toString());
    report.downloadSeconds((System.nanoTime() - start) / 1e9);
    report.received(sha256(target));
    Files.delete(target);
    cast.member()
        .does(
            "get",
            names.room() + "/" + names.folder(),
            cast.member().folder().resolve(names.folder()).toString());
    DemoFailedException.require(
        report.sent().equals(report.received()), "what was sent is what was received");
    tale.says(
        "The member verified and decrypted it at %.0f MB/s; SHA-256 agrees: %s…",
        report.downloadMbPerSecond(), report.sent().substring(0, 16));
  }

  private void secondMachine() throws IOException {
    tale.chapter("The member's second machine: emergency kit and passphrase");
    Player second = cast.memberOnSecondMachine();
    second.does("login", server);
    second.does(
        "enrol",
        "--from-kit",
        cast.member().folder().resolve("kit.txt").toString(),
        "--passphrase-file",
        passphrase(second));
    second.does("room", "accept", report.room(), "--yes");
    second.does("ls", names.room());
    tale.says("The same room, without asking anybody for keys.");
  }

  private void tampering() throws SQLException {
    tale.chapter("The server turns hostile");
    report.tampering(
        new Tampering(databases, cast.member(), tale, names.room(), roomBytes()).play());
  }

  private byte[] roomBytes() {
    return ChainId.parse(report.room()).value().toArray();
  }

  private void outsider() throws IOException, InterruptedException, SQLException {
    tale.chapter("The outsider");
    int listed = request(cast.outsider(), "/storage/v1/rooms/" + report.room() + "/head");
    int chain = request(cast.outsider(), "/access/v1/rooms/" + report.room());
    int commandStatus = cast.outsider().tries("ls", report.room()).status();
    DemoFailedException.require(
        listed == 404 && chain == 404 && commandStatus != 0, "the server refuses the outsider");
    report.outsider("refused");
    tale.says("Refused, with the answer that a room which does not exist gets.");
    Thief.Haul haul = new Thief(databases).tryIdentity(cast.outsider());
    DemoFailedException.require(
        haul.tried() > 0 && haul.opened() == 0, "the outsider's keys open nothing");
    tale.says(
        "Handed every row and every object, his keys open %d of %d wraps.",
        haul.opened(), haul.tried());
  }

  private int request(Player player, String path) throws IOException, InterruptedException {
    String token =
        new ObjectMapper()
            .readTree(Files.readAllBytes(player.config().folder().resolve("tokens.json")))
            .path("access")
            .asText();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** What the member keeps of his keys when he goes: everything that he could open. */
  private record Kept(List<EpochSecret> epochs, OrganisationId organisation, long epoch) {}

  private Kept keepEverything() {
    try (Strongroom client = Strongroom.connect(cast.member().config());
        Room room = client.room(names.room())) {
      List<EpochSecret> secrets = new ArrayList<>();
      long epoch = room.chain().newest().epoch().number();
      for (long number = 1; number <= epoch; number++) {
        secrets.add(room.chain().secrets().secret(number).copy());
      }
      OrganisationId organisation = client.self().newest().body().header().organisation();
      return new Kept(secrets, organisation, epoch);
    }
  }

  private void removal() throws IOException, InterruptedException, SQLException {
    tale.chapter("The manager removes the member");
    Kept kept = keepEverything();
    Player.Outcome removed =
        cast.manager().does("group", "remove", names.group(), cast.member().name());
    tale.says(removed.out());
    int status = request(cast.member(), "/storage/v1/rooms/" + report.room() + "/head");
    int command = cast.member().tries("ls", names.room()).status();
    DemoFailedException.require(
        status == 404 && command != 0, "the removed member's next request is refused");
    report.removed("refused");
    cast.manager().does("put", names.late().toString(), names.room() + "/" + names.after());
    report.removedKeys(tryOldKeys(kept) ? "useful" : "useless");
    DemoFailedException.require(
        report.removedKeys().equals("useless"), "old keys do not open what is new");
    cast.manager().does("ls", names.room()).out().lines().forEach(tale::says);
  }

  private boolean tryOldKeys(Kept kept) throws SQLException {
    Thief thief = new Thief(databases);
    Thief.Haul haul =
        thief.tryEpochs(
            kept.organisation(), ChainId.parse(report.room()), kept.epochs(), kept.epoch() + 1);
    String later =
        "SELECT chain, epoch, recipient_kind, recipient, reference, wrap FROM epoch_wrap"
            + " WHERE epoch > ?";
    for (EpochSecret secret : kept.epochs()) {
      try (KemPrivateKey key = secret.kemKey()) {
        haul = haul.plus(thief.tryKey(kept.organisation(), key, later, kept.epoch()));
      }
    }
    DemoFailedException.require(haul.tried() > 0, "there is something new to try old keys on");
    tale.says(
        "Every key that he kept, tried on everything written since: %d of %d opened.",
        haul.opened(), haul.tried());
    return haul.opened() > 0;
  }

  private void audit() throws IOException {
    tale.chapter("The auditor");
    cast.auditor().does("login", server);
    JsonNode events = awaitEvents();
    report.auditEvents(events.size());
    cast.auditor().does("audit", "list").out().lines().limit(12).forEach(tale::says);
    tale.says("… %d events: who did what, and no name of a file, room or group.", events.size());
    DemoFailedException.require(
        cast.outsider().tries("audit", "list").status() == 4, "only auditors read the audit log");
  }

  /** Events arrive behind the changes that they tell of: until the member's removal is there. */
  private JsonNode awaitEvents() {
    for (int look = 0; look < 60; look++) {
      JsonNode events = cast.auditor().asks("audit", "list");
      for (JsonNode event : events) {
        boolean removal =
            event.path("type").asText().endsWith(".GroupLinked")
                && event.path("data").toString().contains("\"remove\"");
        if (removal) {
          return events;
        }
      }
    }
    throw new DemoFailedException("the auditor does not see the removal");
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
