package dev.strongroom.sdk.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.sdk.signin.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a client keeps on its machine, in a folder of its own: where the server is, which
 * organisation it believes in, tokens, the account secret, the unlocked session and the pins.
 */
public final class Device {
  /** How long an unlock lasts. */
  public static final Duration UNLOCKED = Duration.ofHours(8);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An empty file, from {@link #lockByHand} to the next unlock. */
  private static final String LOCKED = "locked";

  private final Path folder;
  private final Path sessionKey;
  private final SecureRandom random;
  private final Clock clock;

  private Device(Path folder, Path sessionKey, SecureRandom random, Clock clock) {
    this.folder = folder;
    this.sessionKey = sessionKey;
    this.random = random;
    this.clock = clock;
  }

  /**
   * @param runtime folder that goes with the login session ({@code XDG_RUNTIME_DIR})
   */
  public static Device open(Path folder, Path runtime, SecureRandom random, Clock clock) {
    Path absolute = folder.toAbsolutePath().normalize();
    String name =
        Sha256.of(Bytes.utf8(absolute.toString())).value().slice(0, 8).toHex() + ".session";
    return new Device(absolute, runtime.resolve("strongroom").resolve(name), random, clock);
  }

  public Path folder() {
    return folder;
  }

  /** Which organisation and user this client is of. */
  public record Membership(URI server, OrganisationId organisation, UserId user, String username) {}

  public Optional<URI> server() {
    return settings().map(s -> URI.create(s.path("server").asText()));
  }

  public Optional<Membership> membership() {
    return settings()
        .filter(s -> s.has("organisation"))
        .map(s ->
            new Membership(
                URI.create(s.path("server").asText()),
                OrganisationId.parse(s.path("organisation").asText()),
                UserId.parse(s.path("user").asText()),
                s.path("username").asText()));
  }

  private Optional<JsonNode> settings() {
    return PrivateFile.read(folder.resolve("client.json")).map(Device::parse);
  }

  public void rememberServer(URI server) {
    ObjectNode settings = settings().map(s -> (ObjectNode) s).orElseGet(JSON::createObjectNode);
    settings.put("server", server.toString());
    PrivateFile.write(folder.resolve("client.json"), bytes(settings));
  }

  public void rememberMembership(Membership membership) {
    ObjectNode settings =
        settings()
            .map(s -> (ObjectNode) s)
            .orElseGet(JSON::createObjectNode)
            .put("server", membership.server().toString())
            .put("organisation", membership.organisation().toString())
            .put("user", membership.user().toString())
            .put("username", membership.username());
    PrivateFile.write(folder.resolve("client.json"), bytes(settings));
  }

  public Optional<Tokens> tokens() {
    return PrivateFile.read(folder.resolve("tokens.json"))
        .map(Device::parse)
        .map(t ->
            new Tokens(
                t.path("access").asText(),
                t.path("refresh").asText(),
                Instant.parse(t.path("expires").asText())));
  }

  public void rememberTokens(Tokens tokens) {
    ObjectNode out =
        JSON.createObjectNode()
            .put("access", tokens.access())
            .put("refresh", tokens.refresh())
            .put("expires", tokens.expires().toString());
    PrivateFile.write(folder.resolve("tokens.json"), bytes(out));
  }

  public void forgetTokens() {
    PrivateFile.delete(folder.resolve("tokens.json"));
  }

  public Optional<AccountSecret> accountSecret() {
    return PrivateFile.read(folder.resolve("account-secret"))
        .map(bytes -> AccountSecret.of(SecretBytes.takeOver(bytes)));
  }

  public void rememberAccountSecret(AccountSecret secret) {
    byte[] bytes = secret.value().copyOfSecret();
    try {
      PrivateFile.write(folder.resolve("account-secret"), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * The organisation's root key, sealed under the administrator's passphrase; only where it was
   * made.
   */
  public void rememberRootKey(Bytes sealed) {
    PrivateFile.write(folder.resolve("root-key"), sealed.toArray());
  }

  /** Links of which it is not known yet whether they were taken. */
  public OutgoingFiles outgoing() {
    return new OutgoingFiles(folder.resolve("outgoing"));
  }

  /** Statements that speak against their author or the log. */
  public EvidenceFiles evidence() {
    return new EvidenceFiles(folder.resolve("evidence"));
  }

  /**
   * A rotation that was handed in or was about to be, until everything wrapped to the generation
   * before it has been wrapped anew.
   *
   * @param to hash of the new generation
   * @param earlier secret of the one before, sealed under the new one
   * @param accountSecret that opens its slot; given away by nothing but its own file either
   */
  public record Rotating(Hash to, Bytes earlier, AccountSecret accountSecret) {}

  public void rememberRotation(Rotating rotating) {
    byte[] account = rotating.accountSecret().value().copyOfSecret();
    try {
      ObjectNode out =
          JSON.createObjectNode()
              .put("to", rotating.to().toString())
              .put("earlier", rotating.earlier().toBase64Url())
              .put("accountSecret", Bytes.of(account).toBase64Url());
      PrivateFile.write(folder.resolve("rotation.json"), bytes(out));
    } finally {
      Arrays.fill(account, (byte) 0);
    }
  }

  public Optional<Rotating> rotation() {
    return PrivateFile.read(folder.resolve("rotation.json"))
        .map(Device::parse)
        .map(r ->
            new Rotating(
                Hash.parse(r.path("to").asText()),
                Bytes.fromBase64Url(r.path("earlier").asText()),
                AccountSecret.of(
                    SecretBytes.takeOver(
                        Bytes.fromBase64Url(r.path("accountSecret").asText()).toArray()))));
  }

  public void forgetRotation() {
    PrivateFile.delete(folder.resolve("rotation.json"));
  }

  /** How strict this client is with routine rotations of contacts' keys. */
  public Strictness strictness() {
    return settings()
        .filter(s -> s.path("confirmRotations").asBoolean())
        .map(_ -> Strictness.BLOCK)
        .orElse(Strictness.WARN);
  }

  public void rememberStrictness(Strictness strictness) {
    ObjectNode settings = settings().map(s -> (ObjectNode) s).orElseGet(JSON::createObjectNode);
    settings.put("confirmRotations", strictness == Strictness.BLOCK);
    PrivateFile.write(folder.resolve("client.json"), bytes(settings));
  }

  /** What {@link #rememberRootKey} kept. */
  public Optional<Bytes> rootKey() {
    return PrivateFile.read(folder.resolve("root-key")).map(Bytes::of);
  }

  public Pins pins() {
    return Pins.load(folder.resolve("pins.json"));
  }

  /**
   * Keeps the identity secret for {@link #UNLOCKED}, sealed under a key that goes with the login
   * session.
   */
  public void unlock(IdentitySecret secret, Membership membership) {
    Instant until = clock.instant().plus(UNLOCKED);
    try (SecretBytes key = SecretBytes.random(random, 32)) {
      byte[] keyBytes = key.copyOfSecret();
      byte[] plain = secret.value().copyOfSecret();
      try {
        Bytes sealed = Sealed.seal(key, context(membership, until), plain, random);
        ObjectNode session =
            JSON.createObjectNode()
                .put("until", until.getEpochSecond())
                .put("sealed", sealed.toBase64Url());
        PrivateFile.write(folder.resolve("session.json"), bytes(session));
        PrivateFile.write(sessionKey, keyBytes);
        PrivateFile.delete(folder.resolve(LOCKED));
      } finally {
        Arrays.fill(keyBytes, (byte) 0);
        Arrays.fill(plain, (byte) 0);
      }
    }
  }

  /** The identity secret, while the session lasts. */
  public Optional<IdentitySecret> unlocked(Membership membership) {
    Optional<byte[]> key = PrivateFile.read(sessionKey);
    Optional<JsonNode> session =
        PrivateFile.read(folder.resolve("session.json")).map(Device::parse);
    if (key.isEmpty() || session.isEmpty()) {
      return Optional.empty();
    }
    Instant until = Instant.ofEpochSecond(session.get().path("until").asLong());
    if (!clock.instant().isBefore(until)) {
      lock();
      return Optional.empty();
    }
    try (SecretBytes sessionSecret = SecretBytes.takeOver(key.get())) {
      Bytes sealed = Bytes.fromBase64Url(session.get().path("sealed").asText());
      return Optional.of(
          IdentitySecret.of(Sealed.open(sessionSecret, context(membership, until), sealed)));
    } catch (ProtocolException _) {
      lock();
      return Optional.empty();
    }
  }

  private static Context context(Membership membership, Instant until) {
    return Context.of("session", membership.organisation())
        .with(membership.user().value())
        .with(until.getEpochSecond());
  }

  public void lock() {
    PrivateFile.delete(sessionKey);
    PrivateFile.delete(folder.resolve("session.json"));
  }

  /** Locks because its user says so, and not because an unlock has run out. */
  public void lockByHand() {
    try {
      if (membership().isPresent()) {
        PrivateFile.write(folder.resolve(LOCKED), new byte[0]);
      }
    } finally {
      lock();
    }
  }

  /** Whether nothing but its user is to unlock it. */
  public boolean isLockedByHand() {
    return PrivateFile.read(folder.resolve(LOCKED)).isPresent();
  }

  /**
   * The folder for the session key: the runtime folder of the login, or one of our own for this
   * user alone.
   */
  public static Path runtimeFolder() {
    String given = System.getenv("XDG_RUNTIME_DIR");
    if (given != null && Files.isDirectory(Path.of(given))) {
      return Path.of(given);
    }
    Path own =
        Path.of(
            System.getProperty("java.io.tmpdir"), "strongroom-" + System.getProperty("user.name"));
    try {
      PrivateFile.ensureFolder(own);
      // The name can be guessed, and everybody may write to where it lies.
      PrivateFile.requireOwn(own);
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException("There is no safe place for the session's key: " + own, e);
    }
  }

  /** A newest hash that a slot named, to be demanded of the server's policies. */
  public void pinPolicy(long sequence, Hash hash) {
    Pins pins = pins();
    pins.pinPolicy(sequence, hash);
    pins.save();
  }

  private static JsonNode parse(byte[] json) {
    try {
      JsonNode found = JSON.readTree(json);
      if (found instanceof ObjectNode) {
        return found;
      }
      throw new IOException("not an object");
    } catch (IOException e) {
      throw new UncheckedIOException("a file of this client is damaged", e);
    }
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
