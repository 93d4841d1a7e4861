package dev.strongroom.bench;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomChain;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long a room's chain takes to verify from nothing: a process of its own reads the envelopes as
 * a server would send them, and is timed from the first byte parsed to the last link accepted. Half
 * of the links withdraw a grant and begin a new epoch, and each carries a checkpoint of its own.
 */
final class ChainBench {
  private static final int LINKS = 10_000;
  private static final int NEW = 100;
  private static final int ROUNDS = 3;
  private static final int PEOPLE = 200;
  private static final int FIRST_INDEX = 10_000;
  private static final String LOG = "bench.strongroom.test/directory";
  private static final Instant TIME = Instant.ofEpochSecond(1_800_000_000);

  private final SecureRandom random = new SecureRandom();
  private final SigningKey root = SigningKey.fromSeed(SecretBytes.random(random, 32));
  private final OrganisationId organisation = Policy.organisationOf(root.verifyingKey());
  private final Map<UserId, IdentityChain> people = new HashMap<>();
  private final Bytes logSeed = Bytes.random(random, 32);

  private record Person(Signed<Identity> identity, IdentityKeys keys) {
    UserId user() {
      return identity.body().user();
    }
  }

  /**
   * @param coldSeconds for all links, in a process that does nothing else
   * @param newSeconds for the last {@value #NEW} of them, by who knows those before
   */
  record Result(double coldSeconds, double newSeconds) {}

  /** The median of some fresh processes. */
  static Result run() throws Exception {
    Path file = Files.createTempFile("strongroom-chain", ".txt");
    try {
      new ChainBench().write(file);
      List<Result> results = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        results.add(verifiedBeside(file));
      }
      results.sort(Comparator.comparingDouble(Result::coldSeconds));
      return results.get(ROUNDS / 2);
    } finally {
      Files.delete(file);
    }
  }

  /** As the command runs: with its collector. */
  private static Result verifiedBeside(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ChainBench.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the chain does not verify");
    }
    String[] words = answer.strip().split(" ", -1);
    return new Result(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
  }

  /** In the other process: verifies the chain in a file. */
  public static void main(String[] arguments) throws Exception {
    Result result = verify(Path.of(arguments[0]));
    System.out.println(result.coldSeconds() + " " + result.newSeconds());
  }

  private Person person(String subject) {
    IdentityKeys keys = IdentityKeys.derive(IdentitySecret.random(random), organisation);
    Claim claim = Claim.of(subject, "", random);
    Signed<Identity> identity = Identity.first(organisation, "main", subject, keys, claim, TIME);
    people.put(identity.body().user(), new IdentityChain(List.of(identity)));
    return new Person(identity, keys);
  }

  private EpochInfo epoch(long number, Hash commitment) {
    Hash any = Sha256.of(Bytes.random(random, 32));
    try (EpochSecret secret = EpochSecret.random(organisation, random)) {
      KemPublicKey key = secret.publicKey();
      return new EpochInfo(
          number, key, number == 1 ? Optional.empty() : Optional.of(any), any, commitment);
    }
  }

  private void write(Path file) throws IOException {
    List<Person> all = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      all.add(person("person-" + i));
    }
    SigningKey log = SigningKey.fromSeed(SecretBytes.copyOf(logSeed.toArray()));
    List<String> lines = new ArrayList<>();
    lines.add(organisation.toString());
    lines.add(new NoteKey(LOG, log.verifyingKey()).toString());
    all.forEach(one -> lines.add(line(one.identity().envelope())));
    RoomChain chain = new RoomChain(organisation, known(people), new NoGroups(), note -> {});
    Person manager = all.getFirst();
    Optional<RoomState> state = Optional.empty();
    for (int i = 0; i < LINKS; i++) {
      Signed<RoomLink> link =
          link(state, manager, all.get(1 + Math.max(0, i - 1) / 2 % (PEOPLE - 1)), i, log);
      lines.add(line(link.envelope()));
      RoomState before = state.orElse(null);
      long at = FIRST_INDEX + (long) i;
      state = Optional.of(before == null ? chain.first(link, at) : chain.next(before, link, at));
    }
    Files.write(file, lines);
  }

  private static Identities known(Map<UserId, IdentityChain> people) {
    return user -> Objects.requireNonNull(people.get(user), "a link by somebody unknown");
  }

  private static String line(Envelope envelope) {
    return new String(envelope.encode().toArray(), StandardCharsets.UTF_8);
  }

  /** By turns a grant, and its withdrawal in a new epoch. */
  private Signed<RoomLink> link(
      Optional<RoomState> before, Person manager, Person other, int place, SigningKey log) {
    Person who = place == 0 ? manager : other;
    boolean grants = place == 0 || place % 2 == 1;
    Grantee grantee = new Grantee.User(who.user());
    RoomLink.Change change =
        grants
            ? new RoomLink.Change.Put(
                new Grant(
                    grantee,
                    Optional.of(who.identity().hash()),
                    place == 0 ? Role.MANAGER : Role.VIEWER))
            : new RoomLink.Change.Remove(grantee);
    Lists.Root list =
        Lists.ofGrants(before.map(RoomState::grants).orElse(Map.of()), List.of(change));
    EpochInfo epoch =
        before
            .map(b -> grants ? b.epoch() : epoch(b.epoch().number() + 1, b.epoch().commitment()))
            .orElseGet(() -> epoch(1, Sha256.of(Bytes.utf8("commitment"))));
    Header header =
        new Header(
            organisation,
            place,
            before.map(RoomState::head),
            List.of(manager.keys().signing().verifyingKey().id()),
            TIME);
    Hash anyRoot = Sha256.of(Bytes.utf8("root " + place));
    return RoomLink.sign(
        new RoomLink(
            header,
            place == 0 ? Cause.CREATE : Cause.CHANGE,
            before.map(RoomState::id),
            new Author(manager.user(), manager.identity().hash()),
            Checkpoint.sign(LOG, FIRST_INDEX + place, anyRoot, log).note(),
            List.of(change),
            list.hash(),
            list.count(),
            List.of(),
            epoch,
            1,
            1,
            Padding.PADME,
            Optional.empty()),
        manager.keys().signing());
  }

  private static Result verify(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    long start = System.nanoTime();
    OrganisationId organisation = OrganisationId.parse(lines.getFirst());
    Checkpoints checkpoints = Checkpoints.signedBy(List.of(NoteKey.parse(lines.get(1))));
    Map<UserId, IdentityChain> people = new HashMap<>();
    for (String line : lines.subList(2, 2 + PEOPLE)) {
      Envelope envelope = Envelope.decode(StatementKind.IDENTITY, Bytes.utf8(line));
      UserId user = Identity.decode(envelope).body().user();
      people.put(user, IdentityChain.verify(organisation, user, List.of(envelope)));
    }
    Map<Hash, Envelope> bodies = new HashMap<>();
    List<ChainReplay.Logged> log = new ArrayList<>();
    List<Map.Entry<Hash, Envelope>> links =
        lines.subList(2 + PEOPLE, lines.size()).parallelStream()
            .map(line -> Envelope.decode(StatementKind.ROOM, Bytes.utf8(line)))
            .map(envelope -> Map.entry(envelope.hash(), envelope))
            .toList();
    for (Map.Entry<Hash, Envelope> link : links) {
      bodies.put(link.getKey(), link.getValue());
      log.add(new ChainReplay.Logged(FIRST_INDEX + log.size(), log.size(), link.getKey()));
    }
    RoomChain chain = new RoomChain(organisation, known(people), new NoGroups(), checkpoints);
    ChainReplay<RoomLink, RoomState> replay = ChainReplay.of(chain);
    ChainId room = new ChainId(log.getFirst().payload().value());
    Function<Hash, Optional<Envelope>> served = hash -> Optional.ofNullable(bodies.get(hash));
    List<ChainReplay.Accepted<RoomLink, RoomState>> accepted =
        replay.replay(room, Optional.empty(), log, served).accepted();
    double cold = (System.nanoTime() - start) / 1e9;
    requireAll(accepted.size(), LINKS);
    int known = LINKS - NEW;
    long again = System.nanoTime();
    int more =
        replay
            .replay(
                room,
                Optional.of(accepted.get(known - 1).state()),
                log.subList(known, LINKS),
                served)
            .accepted()
            .size();
    double added = (System.nanoTime() - again) / 1e9;
    requireAll(more, NEW);
    return new Result(cold, added);
  }

  private static void requireAll(int accepted, int links) {
    if (accepted != links) {
      throw new IllegalStateException("accepted " + accepted + " of " + links);
    }
  }

  /** For a room that is granted to people alone. */
  private static final class NoGroups implements Groups {
    @Override
    public GroupState at(GroupHead head) {
      throw new IllegalStateException("no groups here");
    }

    @Override
    public GroupState before(ChainId group, long index) {
      throw new IllegalStateException("no groups here");
    }
  }
}
