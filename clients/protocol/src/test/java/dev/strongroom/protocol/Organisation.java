package dev.strongroom.protocol;

import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.crypto.SigningKey;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An organisation with people, for tests. */
public final class Organisation implements Identities {
  public static final Instant TIME = Instant.ofEpochSecond(1_800_000_000);

  /** Alias of the one sign-on. */
  public static final String PROVIDER = "main";

  private final SecureRandom random;
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
    this.root = SigningKey.fromSeed(SecretBytes.random(random, 32));
    this.policy = Policy.first(root, Map.of(PROVIDER, issuer), TIME);
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

  @Override
  public IdentityChain of(UserId user) {
    return Optional.ofNullable(chains.get(user))
        .orElseThrow(() -> new AuthenticationException(ErrorCode.DIR_CHAIN, "nobody of that id"));
  }

  public OrganisationId id() {
    return policy.body().header().organisation();
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
