package dev.strongroom.bench;

import dev.strongroom.local.Postgres;
import dev.strongroom.local.Settings;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.history.StoredTree;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.statement.Signed;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * People of a large organisation, written into the identity service's database with what its
 * directory log has of them: real keys and statements, and a checkpoint by the log's own key.
 * Signing each of them in would take longer than all that is measured.
 */
final class ManyPeople {
  private static final String DATABASE = "identity";
  private static final String LOG = "strongroom.local/directory";

  private final OrganisationId organisation;
  private final SigningKey log;
  private final Map<String, Hash> nodes = new HashMap<>();
  private final List<StoredTree.Node> added = new ArrayList<>();

  private ManyPeople(OrganisationId organisation, SigningKey log) {
    this.organisation = organisation;
    this.log = log;
  }

  /** Gives the users' ids. */
  static List<UserId> write(Settings settings, OrganisationId organisation, int count)
      throws SQLException {
    List<Signed<Identity>> people =
        IntStream.range(0, count).parallel().mapToObj(i -> person(organisation, i)).toList();
    byte[] seed = Base64.getDecoder().decode(settings.seed("directory"));
    try (SigningKey log = SigningKey.fromSeed(SecretBytes.takeOver(seed));
        Connection database =
            DriverManager.getConnection(
                Postgres.url(settings.port("postgres"), DATABASE), "postgres", "")) {
      database.setAutoCommit(false);
      new ManyPeople(organisation, log).write(database, people);
      database.commit();
    }
    return people.stream().map(person -> person.body().user()).toList();
  }

  private static Signed<Identity> person(OrganisationId organisation, int number) {
    SecureRandom random = new SecureRandom();
    String subject = "bench-person-" + number;
    try (IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys keys = IdentityKeys.derive(secret, organisation)) {
      Claim claim = Claim.of(subject, "", random);
      Instant now = Instant.now();
      return Identity.first(organisation, "main", subject, keys, claim, now);
    }
  }

  private void write(Connection database, List<Signed<Identity>> people) throws SQLException {
    long size;
    long fence;
    try (Statement statement = database.createStatement()) {
      try (ResultSet state =
          statement.executeQuery("SELECT size, fence FROM log_state FOR UPDATE")) {
        state.next();
        size = state.getLong(1);
        fence = state.getLong(2);
      }
      try (ResultSet known = statement.executeQuery("SELECT level, index, hash FROM log_node")) {
        while (known.next()) {
          nodes.put(
              place(known.getInt(1), known.getLong(2)), new Hash(Bytes.of(known.getBytes(3))));
        }
      }
    }
    persons(database, people);
    statements(database, people);
    long after = entries(database, people, size);
    writeNodes(database);
    StoredTree tree = tree();
    insert(
        database,
        "INSERT INTO log_checkpoint (size, root, note, fence, signed_at) VALUES (?, ?, ?, ?, ?)",
        after,
        tree.root(after).value().toArray(),
        Checkpoint.sign(LOG, after, tree.root(after), log).note(),
        fence + 1,
        OffsetDateTime.now(ZoneOffset.UTC));
    insert(database, "UPDATE log_state SET size = ?, fence = ?", after, fence + 1);
  }

  private static String place(int level, long index) {
    return level + "/" + index;
  }

  private StoredTree tree() {
    return new StoredTree((level, index) -> {
      Hash hash = nodes.get(place(level, index));
      if (hash == null) {
        throw new IllegalStateException("a node of the log is missing");
      }
      return hash;
    });
  }

  private static void persons(Connection database, List<Signed<Identity>> people)
      throws SQLException {
    try (PreparedStatement insert =
        database.prepareStatement(
            "INSERT INTO person (user_id, subject, username, email, seen_at)"
                + " VALUES (?, ?, ?, ?, now())")) {
      for (Signed<Identity> person : people) {
        insert.setBytes(1, person.body().user().value().toArray());
        insert.setString(2, person.body().subject());
        insert.setString(3, person.body().subject());
        insert.setString(4, person.body().subject() + "@strongroom.invalid");
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void statements(Connection database, List<Signed<Identity>> people)
      throws SQLException {
    try (PreparedStatement insert =
        database.prepareStatement(
            "INSERT INTO identity_statement (hash, user_id, generation, envelope, published_at)"
                + " VALUES (?, ?, ?, ?, now())")) {
      for (Signed<Identity> person : people) {
        insert.setBytes(1, person.hash().value().toArray());
        insert.setBytes(2, person.body().user().value().toArray());
        insert.setLong(3, person.body().generation());
        insert.setBytes(4, person.envelope().encode().toArray());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Gives the size of the log after them. */
  private long entries(Connection database, List<Signed<Identity>> people, long size)
      throws SQLException {
    StoredTree tree = tree();
    long at = size;
    try (PreparedStatement insert =
        database.prepareStatement(
            "INSERT INTO log_entry (index, payload, entry) VALUES (?, ?, ?)")) {
      for (Signed<Identity> person : people) {
        DirectoryEntry entry = DirectoryEntry.identity(person.body().user(), 0, person.hash());
        for (StoredTree.Node node : tree.append(at, entry.leaf(organisation))) {
          nodes.put(place(node.level(), node.index()), node.hash());
          added.add(node);
        }
        insert.setLong(1, at);
        insert.setBytes(2, person.hash().value().toArray());
        insert.setBytes(3, entry.encode().toArray());
        insert.addBatch();
        at++;
      }
      insert.executeBatch();
    }
    return at;
  }

  private void writeNodes(Connection database) throws SQLException {
    try (PreparedStatement insert =
        database.prepareStatement("INSERT INTO log_node (level, index, hash) VALUES (?, ?, ?)")) {
      for (StoredTree.Node node : added) {
        insert.setShort(1, (short) node.level());
        insert.setLong(2, node.index());
        insert.setBytes(3, node.hash().value().toArray());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insert(Connection database, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
