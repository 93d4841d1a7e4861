package dev.strongroom.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long a client that knows nothing takes to fetch, verify and keep the directory log of 10,000
 * users with 5 statements each, over HTTP on this machine; and to open its copy again.
 */
final class DirectoryReplayBench {
  private static final int USERS = 10_000;
  private static final int STATEMENTS = 5;
  private static final int ROUNDS = 3;
  private static final String NAME = "bench.invalid/directory";

  private final SecureRandom random = new SecureRandom();
  private final OrganisationId organisation = new OrganisationId(Bytes.random(random, 32));
  private final SigningKey key = SigningKey.fromSeed(SecretBytes.random(random, 32));
  private final List<DirectoryEntry> entries = entries();
  private final byte[] encoded = encoded();

  /**
   * @param replaySeconds from nothing, median of the rounds
   * @param reopenSeconds with a copy that is up to date
   */
  record Result(double replaySeconds, double reopenSeconds) {
    Map<String, Object> figures() {
      return Map.of(
          "directory_replay_s", Samples.rounded(replaySeconds),
          "directory_reopen_s", Samples.rounded(reopenSeconds));
    }
  }

  private static List<DirectoryEntry> entries() {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (int sequence = 0; sequence < STATEMENTS; sequence++) {
      for (int user = 0; user < USERS; user++) {
        UserId id = new UserId(Sha256.of(Bytes.utf8("user " + user)).value());
        Hash payload = Sha256.of(Bytes.utf8("statement " + sequence + " of " + user));
        entries.add(DirectoryEntry.identity(id, sequence, payload));
      }
    }
    return entries;
  }

  private byte[] encoded() {
    ByteBuffer out = ByteBuffer.allocate(entries.size() * DirectoryEntry.LENGTH_BYTES);
    entries.forEach(entry -> out.put(entry.encode().buffer()));
    return out.array();
  }

  Result run() throws IOException {
    Hash root = MerkleLog.root(entries.stream().map(entry -> entry.leaf(organisation)).toList());
    String note = Checkpoint.sign(NAME, entries.size(), root, key).note();
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/identity/v1/log/checkpoint",
        exchange -> {
          String text = note.replace("\n", "\\n");
          answer(exchange, "{\"checkpoint\":\"" + text + "\",\"consistency\":[]}");
        });
    http.createContext(
        "/identity/v1/log/entries",
        exchange -> {
          String[] query = exchange.getRequestURI().getQuery().split("[=&]", -1);
          int from = Integer.parseInt(query[1]) * DirectoryEntry.LENGTH_BYTES;
          int to = Integer.parseInt(query[3]) * DirectoryEntry.LENGTH_BYTES;
          answer(
              exchange,
              "{\"entries\":\"" + Bytes.of(encoded, from, to - from).toBase64Url() + "\"}");
        });
    http.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
      return measure(new Server(url, () -> "token"));
    } finally {
      http.stop(0);
    }
  }

  private Result measure(Server server) throws IOException {
    List<Double> replays = new ArrayList<>();
    List<Double> reopened = new ArrayList<>();
    // The first replay of a process is the one that a person waits for; it counts.
    for (int round = 0; round < ROUNDS; round++) {
      Path folder = Files.createTempDirectory("directory-replay");
      try {
        Device device = Device.open(folder.resolve("client"), folder, random, Clock.systemUTC());
        replays.add(seconds(server, device));
        reopened.add(seconds(server, device));
      } finally {
        delete(folder);
      }
    }
    replays.sort(Comparator.naturalOrder());
    reopened.sort(Comparator.naturalOrder());
    return new Result(replays.get(ROUNDS / 2), reopened.get(ROUNDS / 2));
  }

  private double seconds(Server server, Device device) {
    long start = System.nanoTime();
    DirectoryReplica replica =
        DirectoryReplica.open(
            server, organisation, List.of(new NoteKey(NAME, key.verifyingKey())), device);
    if (replica.size() != entries.size()) {
      throw new IllegalStateException("not all was replayed");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
