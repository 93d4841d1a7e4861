package dev.strongroom.system.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.system.model.Crew.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Links that break one rule, by keys that anybody ever had, and a server that has the directory's
 * log take them all the same: nobody may count them, and all goes on as if they were not there.
 */
final class Forgeries implements AutoCloseable {
  private static final int ONE_IN = 3;
  private static final int DRAWS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Random random;
  private final Model model;
  private final Crew crew;
  private final Rows access;

  Forgeries(Random random, Model model, Crew crew, int port) throws SQLException {
    this.random = random;
    this.model = model;
    this.crew = crew;
    this.access = new Rows(port, "access");
  }

  /**
   * What was forged.
   *
   * @param rooms whose readers must not be taken in by it
   */
  record Forged(String told, Set<String> rooms) {}

  /** A signed link, and what it tries. */
  private record Link(Signed<?> signed, StatementKind kind, long sequence, String tries) {}

  /** One after some steps, where there is anything to forge. */
  Optional<Forged> maybe() throws SQLException, IOException, InterruptedException {
    if (random.nextInt(ONE_IN) > 0) {
      return Optional.empty();
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      boolean ofGroup = random.nextBoolean();
      List<String> chains = List.copyOf((ofGroup ? model.groups : model.rooms).keySet());
      if (chains.isEmpty()) {
        continue;
      }
      String chain = pick(chains);
      Signer signer = pick(crew.signers());
      Optional<Link> link = ofGroup ? ofGroup(chain, signer) : ofRoom(chain, signer);
      if (link.isPresent()) {
        String told = signer.named() + " forges in " + chain + ": " + link.get().tries();
        return log(chain, link.get(), told)
            ? Optional.of(new Forged(told, roomsWith(chain, ofGroup)))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Set<String> roomsWith(String chain, boolean ofGroup) {
    return ofGroup
        ? model.rooms.keySet().stream()
            .filter(room -> model.room(room).groups.containsKey(chain))
            .collect(Collectors.toSet())
        : Set.of(chain);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean isNewest(Signer signer) {
    return model.generationOf(signer.named().keys()) == signer.named().generation();
  }

  /** Who may not, lets somebody in as a manager; who may, removes somebody and keeps the keys. */
  private Optional<Link> ofGroup(String name, Signer signer) throws SQLException {
    Model.Group group = model.group(name);
    boolean may = isNewest(signer) && group.managedBy(signer.named().keys());
    GroupLink last =
        GroupLink.decode(Envelope.decode(StatementKind.GROUP, newest(name).envelope())).body();
    Map<UserId, GroupState.Member> members = new HashMap<>();
    for (List<Object> row :
        access.of(
            "SELECT user_id, identity, role FROM group_member WHERE group_id = ?", id(name))) {
      members.put(
          new UserId(bytes(row.get(0))),
          new GroupState.Member(new Hash(bytes(row.get(1))), GroupRole.parse((String) row.get(2))));
    }
    String person = pick(List.copyOf(model.keys.keySet()));
    Optional<Model.Member> listed = Optional.ofNullable(group.members.get(person));
    UserId user = crew.get(person).user();
    GroupLink.Change change;
    if (may) {
      boolean managed =
          group.members.entrySet().stream()
              .anyMatch(m -> m.getValue().manager() && !m.getKey().equals(person));
      if (listed.isEmpty() || !managed) {
        return Optional.empty();
      }
      change = new GroupLink.Change.Remove(user);
    } else {
      if (listed.filter(m -> m.manager() || !isPresent(person, m.named())).isPresent()) {
        return Optional.empty();
      }
      Hash identity =
          Optional.ofNullable(members.get(user))
              .map(GroupState.Member::identity)
              .orElseGet(() -> crew.present(person));
      change = new GroupLink.Change.Put(user, identity, GroupRole.MANAGER);
    }
    Lists.Root root = Lists.ofMembers(members, List.of(change));
    Signed<GroupLink> link =
        GroupLink.sign(
            new GroupLink(
                header(name, last.header(), signer),
                Cause.CHANGE,
                Optional.of(crew.chain(name)),
                author(signer),
                last.directory(),
                List.of(change),
                root.hash(),
                root.count(),
                last.epoch(),
                last.label(),
                List.of(),
                false),
            signer.key());
    return Optional.of(
        new Link(link, StatementKind.GROUP, last.header().sequence() + 1, tries(may, person)));
  }

  private boolean isPresent(String person, Model.Named named) {
    return named.keys().equals(model.keysOf(person));
  }

  private static String tries(boolean may, String person) {
    return may ? "without " + person + ", and with the keys of before" : person + " as a manager";
  }

  /** Likewise. */
  private Optional<Link> ofRoom(String name, Signer signer) throws SQLException {
    Model.Room room = model.room(name);
    boolean may =
        isNewest(signer)
            && model.role(name, signer.named().keys()).equals(Optional.of(Model.Role.MANAGER));
    RoomLink last =
        RoomLink.decode(Envelope.decode(StatementKind.ROOM, newest(name).envelope())).body();
    Map<Grantee, Grant> grants = grants(name);
    String person = pick(List.copyOf(model.keys.keySet()));
    Optional<Model.Grant> listed = Optional.ofNullable(room.people.get(person));
    Grantee grantee = new Grantee.User(crew.get(person).user());
    RoomLink.Change change;
    if (may) {
      if (listed.filter(g -> g.role().reads()).isEmpty() || readsThroughAGroup(room, person)) {
        return Optional.empty();
      }
      Model.Room after = room.copy();
      after.people.remove(person);
      if (!model.isManaged(after)) {
        return Optional.empty();
      }
      change = new RoomLink.Change.Remove(grantee);
    } else {
      if (listed
          .filter(g -> g.role() == Model.Role.MANAGER || !isPresent(person, g.named()))
          .isPresent()) {
        return Optional.empty();
      }
      Hash identity =
          Optional.ofNullable(grants.get(grantee))
              .flatMap(Grant::identity)
              .orElseGet(() -> crew.present(person));
      change = new RoomLink.Change.Put(new Grant(grantee, Optional.of(identity), Role.MANAGER));
    }
    Lists.Root root = Lists.ofGrants(grants, List.of(change));
    Signed<RoomLink> link =
        RoomLink.sign(
            new RoomLink(
                header(name, last.header(), signer),
                Cause.CHANGE,
                Optional.of(crew.chain(name)),
                author(signer),
                last.directory(),
                List.of(change),
                root.hash(),
                root.count(),
                last.heads(),
                last.epoch(),
                last.indexKey(),
                last.oldestEpoch(),
                last.policy(),
                last.commit(),
                List.of(),
                false),
            signer.key());
    return Optional.of(
        new Link(link, StatementKind.ROOM, last.header().sequence() + 1, tries(may, person)));
  }

  private Map<Grantee, Grant> grants(String room) throws SQLException {
    Map<Grantee, Grant> grants = new HashMap<>();
    for (List<Object> row :
        access.of(
            "SELECT grantee_kind, grantee, identity, role FROM room_grant WHERE room = ?",
            id(room))) {
      boolean user = row.get(0).equals("user");
      Grantee grantee =
          user
              ? new Grantee.User(new UserId(bytes(row.get(1))))
              : new Grantee.Group(new ChainId(bytes(row.get(1))));
      Optional<Hash> identity = user ? Optional.of(new Hash(bytes(row.get(2)))) : Optional.empty();
      grants.put(grantee, new Grant(grantee, identity, Role.parse((String) row.get(3))));
    }
    return grants;
  }

  /** Nothing is taken from him by what is withdrawn from himself. */
  private boolean readsThroughAGroup(Model.Room room, String person) {
    return room.groups.entrySet().stream()
        .anyMatch(g -> g.getValue().reads() && model.group(g.getKey()).members.containsKey(person));
  }

  private record Newest(Bytes envelope, Hash hash) {}

  private Newest newest(String chain) throws SQLException {
    List<Object> row =
        access
            .of(
                "SELECT envelope, hash FROM link WHERE chain = ? ORDER BY sequence DESC LIMIT 1",
                id(chain))
            .getFirst();
    return new Newest(bytes(row.get(0)), new Hash(bytes(row.get(1))));
  }

  private Header header(String chain, Header last, Signer signer) throws SQLException {
    OrganisationId organisation = last.organisation();
    return new Header(
        organisation,
        last.sequence() + 1,
        Optional.of(newest(chain).hash()),
        List.of(signer.key().verifyingKey().id()),
        Instant.now());
  }

  private Author author(Signer signer) {
    return new Author(crew.get(signer.named().keys().person()).user(), signer.identity());
  }

  private byte[] id(String chain) {
    return crew.chain(chain).value().toArray();
  }

  private static Bytes bytes(Object column) {
    return Bytes.of((byte[]) column);
  }

  /**
   * Kept as if it had been looked at: from there on the service's own work takes it to the log.
   *
   * @return false if another link waits, of a client that crashed
   */
  private boolean log(String chain, Link link, String told)
      throws SQLException, IOException, InterruptedException {
    byte[] hash = link.signed().hash().value().toArray();
    Map<String, Object> request =
        Map.of(
            "envelope",
            link.signed().envelope().encode().toBase64Url(),
            "box",
            "",
            "history",
            "",
            "wraps",
            List.of());
    int kept =
        access.change(
            "INSERT INTO pending_link (hash, kind, chain, sequence, request, received_at)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            hash,
            link.kind() == StatementKind.GROUP ? "group" : "room",
            id(chain),
            link.sequence(),
            JSON.writeValueAsBytes(request),
            OffsetDateTime.now(ZoneOffset.UTC));
    if (kept == 0) {
      return false;
    }
    Instant end = Instant.now().plus(PATIENCE);
    while (!access.of("SELECT 1 FROM pending_link WHERE hash = ?", hash).isEmpty()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not taken to the log: " + told);
      }
      askFor(chain, link.kind());
    }
    if (access.of("SELECT 1 FROM void_link WHERE hash = ?", hash).isEmpty()) {
      throw new AssertionError("the service counts what it must not: " + told);
    }
    return true;
  }

  /** Whoever reads a chain has what waits there finished first. */
  private void askFor(String chain, StatementKind kind) throws IOException, InterruptedException {
    List<String> served = new ArrayList<>();
    for (String person : model.keys.keySet()) {
      if (kind == StatementKind.GROUP
          ? model.group(chain).members.containsKey(person)
          : model.served(chain, person).isPresent()) {
        served.add(person);
      }
    }
    String path = kind == StatementKind.GROUP ? "/access/v1/groups/" : "/access/v1/rooms/";
    HTTP.send(
        HttpRequest.newBuilder(URI.create(crew.platform().url() + path + crew.chain(chain)))
            .header("Authorization", "Bearer " + crew.get(served.getFirst()).token())
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  @Override
  public void close() throws SQLException {
    access.close();
  }
}
