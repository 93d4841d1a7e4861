package dev.strongroom.protocol.policy;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UnsupportedException;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.json.JsonValue;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.statement.Suite;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An organisation's policy: which sign-on it trusts for names, and what its clients accept. Signed
 * by the root key alone.
 *
 * @param header its place in the chain of policies
 * @param rootKey the organisation's root key
 * @param providers alias → issuer URL; an alias is for ever, so that a provider can move to another
 *     host
 * @param logKeys verifier keys of the organisation's logs; at least one of the directory log, all
 *     of which have its name. Keys are added and never dropped: statements carry notes under them
 * @param recoveryKey opens the recovery slots of those who have confirmed it; an organisation may
 *     do without
 * @param attesters identity hashes of those who may attest people
 * @param limits what clients keep to, by name
 */
public record Policy(
    Header header,
    VerifyingKey rootKey,
    Map<String, String> providers,
    List<NoteKey> logKeys,
    Optional<KemPublicKey> recoveryKey,
    List<Hash> attesters,
    Map<String, Long> limits) {
  private static final Set<String> FIELDS =
      Set.of(
          "rootKey",
          "providers",
          "logKeys",
          "witnesses",
          "suiteFloor",
          "recoveryKey",
          "attesters",
          "limits");
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final int MAX_PROVIDERS = 16;
  private static final int MAX_LOG_KEYS = 16;
  private static final int MAX_ATTESTERS = 100;

  /** How the directory log's name ends; another log's key signs no checkpoint of it. */
  public static final String DIRECTORY = "/directory";

  public Policy {
    providers = Map.copyOf(providers);
    logKeys = List.copyOf(logKeys);
    attesters = List.copyOf(attesters);
    limits = Map.copyOf(limits);
    if (providers.isEmpty() || providers.size() > MAX_PROVIDERS) {
      throw JsonObject.malformed("a policy names 1 to " + MAX_PROVIDERS + " identity providers");
    }
    providers.forEach((alias, issuer) -> {
      if (!ALIAS.matcher(alias).matches() || issuer.isBlank() || issuer.length() > 512) {
        throw JsonObject.malformed("not an identity provider: " + alias);
      }
    });
    requireLogKeys(logKeys);
    if (attesters.size() > MAX_ATTESTERS || Set.copyOf(attesters).size() != attesters.size()) {
      throw JsonObject.malformed("a policy names up to " + MAX_ATTESTERS + " attesters, each once");
    }
  }

  private static void requireLogKeys(List<NoteKey> keys) {
    long names = keys.stream().map(NoteKey::name).filter(Policy::isDirectory).distinct().count();
    if (names != 1 || keys.size() > MAX_LOG_KEYS || Set.copyOf(keys).size() != keys.size()) {
      throw new MalformedException(
          ErrorCode.POLICY, "a policy names the keys of exactly one directory log, each once");
    }
  }

  private static boolean isDirectory(String name) {
    return name.endsWith(DIRECTORY);
  }

  /** The keys under which a checkpoint of the directory log counts. */
  public List<NoteKey> directoryKeys() {
    return logKeys.stream().filter(key -> isDirectory(key.name())).toList();
  }

  /** The id of the organisation with this root key. */
  public static OrganisationId organisationOf(VerifyingKey rootKey) {
    return new OrganisationId(Sha256.of(rootKey.value()).value());
  }

  /**
   * What a policy sets, and the next one may change.
   *
   * @param limits what clients keep to, by name
   */
  public record Terms(
      Map<String, String> providers,
      List<NoteKey> logKeys,
      Optional<KemPublicKey> recoveryKey,
      List<Hash> attesters,
      Map<String, Long> limits) {
    public Terms {
      providers = Map.copyOf(providers);
      logKeys = List.copyOf(logKeys);
      attesters = List.copyOf(attesters);
      limits = Map.copyOf(limits);
    }

    public Terms withRecoveryKey(Optional<KemPublicKey> key) {
      return new Terms(providers, logKeys, key, attesters, limits);
    }

    public Terms withAttesters(List<Hash> identities) {
      return new Terms(providers, logKeys, recoveryKey, identities, limits);
    }

    public Terms withLimits(Map<String, Long> changed) {
      return new Terms(providers, logKeys, recoveryKey, attesters, changed);
    }
  }

  public Terms terms() {
    return new Terms(providers, logKeys, recoveryKey, attesters, limits);
  }

  /** A first policy, signed. */
  public static Signed<Policy> first(
      SigningKey root, Map<String, String> providers, List<NoteKey> logKeys, Instant time) {
    Terms terms = new Terms(providers, logKeys, Optional.empty(), List.of(), Map.of());
    return sign(root, 0, Optional.empty(), terms, time);
  }

  /** The policy that follows on {@code earlier}, signed. */
  public static Signed<Policy> following(
      SigningKey root, Signed<Policy> earlier, Terms terms, Instant time) {
    long sequence = earlier.body().header().sequence() + 1;
    return sign(root, sequence, Optional.of(earlier.hash()), terms, time);
  }

  /** Likewise, with recovery key and attesters as they were. */
  public static Signed<Policy> following(
      SigningKey root,
      Signed<Policy> earlier,
      Map<String, String> providers,
      List<NoteKey> logKeys,
      Map<String, Long> limits,
      Instant time) {
    Policy before = earlier.body();
    Terms terms = new Terms(providers, logKeys, before.recoveryKey(), before.attesters(), limits);
    return following(root, earlier, terms, time);
  }

  private static Signed<Policy> sign(
      SigningKey root, long sequence, Optional<Hash> previous, Terms terms, Instant time) {
    VerifyingKey key = root.verifyingKey();
    Header header = new Header(organisationOf(key), sequence, previous, List.of(key.id()), time);
    Policy policy =
        new Policy(
            header,
            key,
            terms.providers(),
            terms.logKeys(),
            terms.recoveryKey(),
            terms.attesters(),
            terms.limits());
    return new Signed<>(
        policy, Envelope.sign(StatementKind.POLICY, policy.encode(), List.of(root)));
  }

  /** Decodes without verifying: the signature is checked by {@link PolicyChain}. */
  public static Signed<Policy> decode(Envelope envelope) {
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    Header header = Header.read(in, FIELDS);
    Suite.require(in.number("suiteFloor"));
    JsonObject witnesses = in.object("witnesses");
    if (witnesses.unsigned("quorum") != 0 || !witnesses.array("keys").isEmpty()) {
      throw new UnsupportedException(
          ErrorCode.POLICY, "this client is too old for a policy with witnesses");
    }
    Policy policy =
        new Policy(
            header,
            new VerifyingKey(in.bytes("rootKey")),
            texts(in.object("providers")),
            in.texts("logKeys").stream().map(Policy::logKey).toList(),
            in.optional("recoveryKey", n -> new KemPublicKey(in.bytes(n))),
            in.texts("attesters").stream().map(Hash::parse).toList(),
            numbers(in.object("limits")));
    return new Signed<>(policy, envelope);
  }

  private static NoteKey logKey(String text) {
    try {
      return NoteKey.parse(text);
    } catch (MalformedException _) {
      throw new MalformedException(ErrorCode.POLICY, "a policy with a log key that is none");
    }
  }

  private Bytes encode() {
    return header
        .write()
        .put("rootKey", rootKey.value())
        .put("providers", object(providers, JsonValue.Text::new))
        .putTexts("logKeys", logKeys.stream().map(NoteKey::toString).toList())
        .put("witnesses", JsonObject.builder().put("quorum", 0).putTexts("keys", List.of()).build())
        .put("suiteFloor", Suite.SR1)
        .putIfPresent("recoveryKey", recoveryKey, key -> key.value().toBase64Url())
        .putTexts("attesters", attesters.stream().map(Hash::toString).toList())
        .put("limits", object(limits, JsonValue.Whole::new))
        .build()
        .encode();
  }

  private static <T> JsonObject object(Map<String, T> map, Function<T, JsonValue> value) {
    JsonObject.Builder object = JsonObject.builder();
    map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> object.put(e.getKey(), value.apply(e.getValue())));
    return object.build();
  }

  private static Map<String, String> texts(JsonObject object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.names().forEach(name -> map.put(name, object.text(name)));
    return map;
  }

  private static Map<String, Long> numbers(JsonObject object) {
    Map<String, Long> map = new LinkedHashMap<>();
    object.names().forEach(name -> map.put(name, object.unsigned(name)));
    return map;
  }

  /** The alias under which {@code issuer} is known. */
  public Optional<String> aliasOf(String issuer) {
    return providers.entrySet().stream()
        .filter(e -> e.getValue().equals(issuer))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Requires the root key of {@code organisation} and its signature. */
  void requireSignedBy(OrganisationId organisation, Envelope envelope) {
    if (!organisationOf(rootKey).equals(organisation)
        || !header.organisation().equals(organisation)) {
      throw new AuthenticationException(
          ErrorCode.ROOT, "a policy under another root key than this organisation's");
    }
    header.requireSigners(List.of(rootKey.id()));
    envelope.verify(List.of(rootKey));
  }
}
