package dev.strongroom.protocol;

import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An organisation with people, for tests. */
public final class Organisation implements Identities {
  public static final Instant TIME = Instant.ofEpochSecond(1_800_000_000);

  /** Alias of the one sign-on. */
  public static final String PROVIDER = "main";

  /** Name of every test organisation's directory log. */
  public static final String LOG_NAME = "organisation.test/directory";

  /** Seed of its key; leased identity services sign with it too. */
  public static final Bytes LOG_SEED =
      Sha256.of(Bytes.utf8("log key of every test organisation")).value();

  private final List<DirectoryEntry> entries = new ArrayList<>();
  private final SecureRandom random;
  private final SecretBytes rootSeed;
  private final SigningKey root;
  private final Signed<Policy> policy;
  private final Map<UserId, IdentityChain> chains = new HashMap<>();

  public Organisation(SecureRandom random) {
    this(random, "https://sign-on.invalid");
  }

  /**
   * @param issuer of the one sign-on that its policy names
   */
  public Organisation(SecureRandom random, String issuer) {
    this.random = random;
    this.rootSeed = SecretBytes.random(random, 32);
    this.root = SigningKey.fromSeed(rootSeed);
    this.policy = Policy.first(root, Map.of(PROVIDER, issuer), List.of(logKey()), TIME);
    log(DirectoryEntry.policy(id(), 0, policy.hash()));
  }

  /** Somebody with keys. */
  public record Somebody(
      UserId user,
      IdentitySecret secret,
      IdentityKeys keys,
      Claim claim,
      Signed<Identity> identity) {
    public Author author() {
      return new Author(user, identity.hash());
    }
  }

  /** Somebody, known to the others from now on. */
  public Somebody somebody(String subject) {
    Somebody somebody = another(subject);
    log(DirectoryEntry.identity(somebody.user(), 0, somebody.identity().hash()));
    chains.put(
        somebody.user(),
        IdentityChain.verify(id(), somebody.user(), List.of(somebody.identity().envelope())));
    return somebody;
  }

  /** Other first keys in the name of {@code subject}, which nobody knows. */
  public Somebody another(String subject) {
    IdentitySecret secret = IdentitySecret.random(random);
    IdentityKeys keys = IdentityKeys.derive(secret, id());
    Claim claim = Claim.of(subject, "", random);
    Signed<Identity> identity = Identity.first(id(), PROVIDER, subject, keys, claim, TIME);
    return new Somebody(identity.body().user(), secret, keys, claim, identity);
  }

  /** The next generation of {@code earlier}, logged at {@code index}, known from now on. */
  public Somebody rotate(Somebody earlier, Identity.Cause cause, long index) {
    IdentitySecret secret = IdentitySecret.random(random);
    IdentityKeys keys = IdentityKeys.derive(secret, id());
    Signed<Identity> next =
        Identity.rotation(
            earlier.identity(), earlier.keys().signing(), keys, earlier.claim(), cause, TIME);
    return followed(new Somebody(earlier.user(), secret, keys, earlier.claim(), next), index);
  }

  /** A reset in the place after {@code earlier}, logged at {@code index}, known from now on. */
  public Somebody reset(Somebody earlier, long index) {
    IdentitySecret secret = IdentitySecret.random(random);
    IdentityKeys keys = IdentityKeys.derive(secret, id());
    Signed<Identity> next = Identity.reset(earlier.identity(), keys, earlier.claim(), TIME);
    return followed(new Somebody(earlier.user(), secret, keys, earlier.claim(), next), index);
  }

  private Somebody followed(Somebody now, long index) {
    chains.put(now.user(), of(now.user()).next(id(), now.identity().envelope(), index));
    return now;
  }

  @Override
  public IdentityChain of(UserId user) {
    return Optional.ofNullable(chains.get(user))
        .orElseThrow(() -> new AuthenticationException(ErrorCode.DIR_CHAIN, "nobody of that id"));
  }

  public OrganisationId id() {
    return policy.body().header().organisation();
  }

  /** What the directory log is verified with. */
  public static NoteKey logKey() {
    try (SigningKey key = signer()) {
      return new NoteKey(LOG_NAME, key.verifyingKey());
    }
  }

  private static SigningKey signer() {
    return SigningKey.fromSeed(SecretBytes.copyOf(LOG_SEED.toArray()));
  }

  /**
   * Adds to the directory log.
   *
   * @return the entry's index
   */
  public final synchronized long log(DirectoryEntry entry) {
    entries.add(entry);
    return entries.size() - 1L;
  }

  /** The directory log as it is now, to be put back later: what a log that forks does. */
  public synchronized Runnable rememberLog() {
    List<DirectoryEntry> old = entries();
    return () -> {
      synchronized (this) {
        entries.clear();
        entries.addAll(old);
      }
    };
  }

  /** The directory log. */
  public synchronized List<DirectoryEntry> entries() {
    return List.copyOf(entries);
  }

  /** The leaves of the first {@code size} entries. */
  public List<Hash> leaves(int size) {
    return entries().subList(0, size).stream().map(entry -> entry.leaf(id())).toList();
  }

  /** The log's newest checkpoint. */
  public String note() {
    int size = entries().size();
    return note(size, MerkleLog.root(leaves(size)));
  }

  /** A checkpoint that the log signs, of its own entries or of any others. */
  public static String note(long size, Hash root) {
    try (SigningKey key = signer()) {
      return Checkpoint.sign(LOG_NAME, size, root, key).note();
    }
  }

  /** The seed of the root key, as it lies on the administrator's machine. */
  public SecretBytes rootSeed() {
    return rootSeed;
  }

  public SigningKey root() {
    return root;
  }

  public Signed<Policy> policy() {
    return policy;
  }

  public SecureRandom random() {
    return random;
  }

  /** A header for the link or commit that follows on {@code previous}. */
  public Header header(long sequence, Optional<Hash> previous, Somebody signer) {
    return new Header(
        id(), sequence, previous, List.of(signer.keys().signing().verifyingKey().id()), TIME);
  }
}
