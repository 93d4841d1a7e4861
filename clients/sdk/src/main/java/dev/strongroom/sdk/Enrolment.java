package dev.strongroom.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.Roots;
import dev.strongroom.sdk.device.SealedSeed;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.organisation.RootKey;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.recovery.Recovery;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.signin.SignOn;
import dev.strongroom.sdk.signin.Tokens;
import dev.strongroom.sdk.slot.KeyWork;
import dev.strongroom.sdk.slot.Passphrases;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From nothing to an unlocked client: sign in, found an organisation, make keys, open them
 * elsewhere, unlock, lock.
 */
public final class Enrolment {
  private final StrongroomConfig config;
  private final Device device;
  private final Roots roots;
  private final SecureRandom random;
  private final Clock clock;

  public Enrolment(StrongroomConfig config) {
    this.config = config;
    this.roots = config.roots();
    this.device = config.device();
    this.random = config.random();
    this.clock = config.clock();
  }

  /**
   * Signs in. Which organisation is behind the server is confirmed when keys are made or opened.
   *
   * @return the user name that the sign-on gave, to be shown: a browser that somebody else is
   *     signed in with signs him in here, unasked
   * @throws LockedException if this client has another user's keys; nobody is signed in then
   */
  public String login(URI server, SignOn.Browser browser, SignOn.Asks asks)
      throws IOException, InterruptedException {
    Server.requireSafe(server);
    if (device.membership().filter(m -> !m.server().equals(server)).isPresent()) {
      throw new LockedException("This client belongs to another server; use another folder.");
    }
    Tokens tokens = new SignOn(server, random, clock).signIn(browser, asks);
    if (device.membership().isEmpty()) {
      device.rememberServer(server);
    }
    device.rememberTokens(tokens);
    requireOwner();
    return claim("preferred_username");
  }

  /** Keys of one and sign-on of another would go wrong at each command, one by one. */
  private void requireOwner() {
    Optional<Device.Membership> owner = device.membership();
    if (owner.isEmpty() || me().user().equals(owner.get().user())) {
      return;
    }
    String other = claim("preferred_username");
    device.forgetTokens();
    throw new LockedException(
        "The sign-on says that you are "
            + other
            + ", and the keys here are "
            + owner.get().username()
            + "'s. Nobody is signed in now. Sign in with --ask-again, or give"
            + " this client another folder: STRONGROOM_CONFIG_DIR.");
  }

  /** Ends the session here and at the sign-on, and locks. */
  public void logout() {
    device.lock();
    try {
      device.tokens().ifPresent(t -> new SignOn(serverUrl(), random, clock).signOut(t));
    } finally {
      // Here the session ends also where the sign-on cannot be told.
      device.forgetTokens();
    }
  }

  private URI serverUrl() {
    return device
        .server()
        .orElseThrow(() -> new LockedException("Sign in first: strongroom login SERVER"));
  }

  /** The platform, with tokens that are renewed as they run out. */
  Server server() {
    return new Server(serverUrl(), this::accessToken);
  }

  private synchronized String accessToken() {
    Tokens tokens =
        device
            .tokens()
            .orElseThrow(() -> new LockedException("Sign in first: strongroom login SERVER"));
    if (clock.instant().isAfter(tokens.expires().minus(Duration.ofSeconds(20)))) {
      tokens = new SignOn(serverUrl(), random, clock).refresh(tokens);
      device.rememberTokens(tokens);
    }
    return tokens.access();
  }

  /** Who the sign-on says this is, and which organisation the server shows. */
  public record Me(
      UserId user, String username, String email, boolean hasKeys, OrganisationId organisation) {}

  public Me me() {
    Server server = server();
    JsonNode me = server.get("/identity/v1/me");
    return new Me(
        UserId.parse(me.path("user").asText()),
        me.path("username").asText(),
        me.path("email").asText(),
        !me.path("identities").isEmpty(),
        OrganisationView.fetch(server).claimed());
  }

  /**
   * Founds the organisation: makes the root key here, seals it under a passphrase in this client's
   * folder, and publishes the first policy.
   *
   * @return the root's fingerprint, to be handed to everybody by other means
   */
  public Fingerprint foundOrganisation(SecretBytes passphrase) {
    SignOn signOn = new SignOn(serverUrl(), random, clock);
    try (SecretBytes seed = SecretBytes.random(random, SigningKey.SEED_BYTES);
        SigningKey root = SigningKey.fromSeed(seed)) {
      Signed<Policy> policy =
          Policy.first(
              root,
              Map.of("main", signOn.issuer()),
              List.of(DirectoryReplica.keyOf(server())),
              clock.instant());
      OrganisationId organisation = Policy.organisationOf(root.verifyingKey());
      device.rememberRootKey(
          SealedSeed.seal(RootKey.PURPOSE, organisation, seed, passphrase, random));
      server()
          .post(
              "/identity/v1/organisation/policies",
              Map.of("envelope", policy.envelope().encode().toBase64Url()));
      device.pinPolicy(0, policy.hash());
      roots.remember(organisation, RootSource.FOUNDED);
      return Fingerprint.of(organisation.value());
    }
  }

  /**
   * Makes this user's keys, here and only here; publishes the public half and a sealed slot; writes
   * the emergency kit.
   *
   * @param root the organisation that the person confirmed
   * @param kit a file that does not exist yet; gone again if the keys are refused
   */
  public Identity enrol(OrganisationId root, SecretBytes passphrase, Path kit) throws IOException {
    Server server = server();
    Signed<Policy> policy = OrganisationView.fetch(server).verify(root, device.pins().policy());
    Me me = me();
    if (me.hasKeys()) {
      throw new LockedException(
          "You have keys already: open them here with strongroom enrol --from-kit FILE. If the kit"
              + " and every machine are lost: strongroom identity reset");
    }
    People directory = people(root);
    String subject = subject();
    Device.Membership membership =
        new Device.Membership(serverUrl(), root, me.user(), me.username());
    try (IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys keys = IdentityKeys.derive(secret, root);
        AccountSecret accountSecret = AccountSecret.random(random)) {
      String alias = alias(policy.body());
      Claim claim = Claim.of(me.username(), me.email(), random);
      Signed<Identity> identity =
          Identity.first(root, alias, subject, keys, claim, clock.instant());
      if (!identity.body().user().equals(me.user())) {
        throw new AuthenticationException(
            ErrorCode.DIR_PROOF, "the server takes this user for somebody else");
      }
      PassphraseSlot slot = seal(secret, policy, me.user(), 1, passphrase, accountSecret);
      Map<String, Object> request =
          Map.of(
              "envelope", identity.envelope().encode().toBase64Url(),
              "claim",
                  Map.of(
                      "displayName", claim.displayName(),
                      "email", claim.email(),
                      "salt", claim.salt().toBase64Url()),
              "slot", slot.encode().toBase64Url());
      EmergencyKit.of(membership, accountSecret)
          .writeFor(kit, () -> server.post("/identity/v1/me/identities", request));
      directory.requireLogged(identity.hash());
      device.rememberMembership(membership);
      device.pinPolicy(policy.body().header().sequence(), policy.hash());
      device.rememberAccountSecret(accountSecret);
      pinSelf(identity.hash());
      device.unlock(secret, membership);
      return identity.body();
    }
  }

  /** What this device takes for its user's own from now on. */
  void pinSelf(Hash identity) {
    Pins pins = device.pins();
    pins.pinSelf(identity);
    pins.save();
  }

  PassphraseSlot seal(
      IdentitySecret secret,
      Signed<Policy> policy,
      UserId user,
      long generation,
      SecretBytes passphrase,
      AccountSecret accountSecret) {
    SlotContents contents =
        new SlotContents(
            secret,
            policy.body().header().organisation(),
            policy.body().header().sequence(),
            policy.hash());
    return PassphraseSlot.seal(
        contents, user, generation, passphrase, accountSecret, Argon2Parameters.DEFAULT, random);
  }

  private String alias(Policy policy) {
    return policy
        .aliasOf(new SignOn(serverUrl(), random, clock).issuer())
        .orElseThrow(() ->
            new AuthenticationException(ErrorCode.POLICY, "the policy does not name this sign-on"));
  }

  private String subject() {
    return claim("sub");
  }

  /** A claim of this user's own token: read, not verified, for it names nobody but himself. */
  private String claim(String name) {
    try {
      String payload = accessToken().split("\\.")[1];
      JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(payload));
      return claims.path(name).asText();
    } catch (IOException | RuntimeException e) {
      throw new LockedException("Sign in first: strongroom login SERVER");
    }
  }

  /**
   * Opens this user's keys on another machine, with kit and passphrase; also those of a later
   * generation than this machine has known, whose kit it is.
   */
  public void enrolFromKit(EmergencyKit kit, SecretBytes passphrase) {
    Server server = server();
    Me me = me();
    roots.require(kit.organisation());
    OrganisationView.fetch(server).verify(kit.organisation(), device.pins().policy());
    Device.Membership membership =
        new Device.Membership(serverUrl(), kit.organisation(), me.user(), me.username());
    try (OwnSlots.Opened opened = slots().open(membership, passphrase, kit.accountSecret())) {
      begin(membership, opened, RootSource.KIT);
    }
  }

  /** Keeps what was opened on a machine that had no keys before. */
  void begin(Device.Membership membership, OwnSlots.Opened opened, RootSource source) {
    roots.remember(membership.organisation(), source);
    device.rememberMembership(membership);
    device.rememberAccountSecret(opened.accountSecret());
    device.pinPolicy(opened.contents().policySequence(), opened.contents().policy());
    pinSelf(opened.acting().hash());
    device.unlock(opened.contents().secret(), membership);
  }

  /**
   * Opens the key slot and keeps the identity secret for some hours.
   *
   * @return when this user's recovery slot was fetched, if that is news: to be told
   * @throws AuthenticationException {@link ErrorCode#SELF_KEY_CHANGED} if it is that of a
   *     generation that was neither made nor confirmed here
   */
  public Optional<Instant> unlock(SecretBytes passphrase) {
    Device.Membership membership = membership();
    try (AccountSecret accountSecret =
            device
                .accountSecret()
                .orElseThrow(() ->
                    new LockedException(
                        "This machine has no account secret: strongroom enrol --from-kit FILE"));
        OwnSlots.Opened opened = slots().openOwn(membership, passphrase, accountSecret)) {
      device.rememberAccountSecret(opened.accountSecret());
      pinSelf(opened.acting().hash());
      device.unlock(opened.contents().secret(), membership);
      KeyWork work = keyWork();
      new Passphrases(work).reseal(passphrase, opened.contents());
      new Recovery(work).renew();
      return Recovery.news(work.server(), device);
    }
  }

  /** Likewise, with contents of a slot that needed no passphrase; this closes them. */
  Optional<Instant> unlock(Device.Membership membership, SlotContents contents) {
    try (AccountSecret account =
            device
                .accountSecret()
                .orElseThrow(() -> new LockedException("This machine has no account secret."));
        OwnSlots.Opened opened = slots().opened(membership, contents, account)) {
      slots().requireConfirmed(opened);
      device.unlock(opened.contents().secret(), membership);
    }
    return Recovery.news(server(), device);
  }

  OwnSlots slots() {
    return new OwnSlots(this, device);
  }

  /** The directory of an organisation, as this client verifies it. */
  People people(OrganisationId root) {
    return people(root, device.pins().policy(), "");
  }

  People people(OrganisationId root, Optional<Pins.Place> policy, String checkpoint) {
    Server server = server();
    OrganisationView.Believed organisation =
        OrganisationView.fetch(server).believe(root, policy, checkpoint, server, device);
    return new People(
        server,
        root,
        device.pins(),
        organisation.directory(),
        Strictness.of(organisation.policy().body(), device.strictness()));
  }

  Device.Membership membership() {
    return device
        .membership()
        .orElseThrow(() -> new LockedException("Make your keys first: strongroom enrol"));
  }

  /**
   * What work on this user's own key slots needs: the verified organisation and directory.
   *
   * @throws LockedException if this machine has no keys
   */
  public KeyWork keyWork() {
    Device.Membership membership = membership();
    roots.require(membership.organisation());
    Server server = server();
    OrganisationView.Believed organisation =
        OrganisationView.fetch(server)
            .believe(membership.organisation(), device.pins().policy(), server, device);
    People people =
        new People(
            server,
            membership.organisation(),
            device.pins(),
            organisation.directory(),
            Strictness.of(organisation.policy().body(), device.strictness()));
    return new KeyWork(
        server,
        device,
        config.deviceKeys(),
        roots,
        membership,
        organisation.policy(),
        organisation.directory(),
        people,
        random,
        clock);
  }

  /**
   * What a contact's routine rotation does in a client that is set to {@code here}: more is done
   * where the policy demands it.
   */
  public Strictness strictness(Strictness here) {
    return device.membership().isEmpty() ? here : Strictness.of(keyWork().policy().body(), here);
  }

  /** Closes the keys until their user opens them again. */
  public void lock() {
    device.lockByHand();
  }

  /** Whether somebody has enrolled here. */
  public Optional<Device.Membership> enrolled() {
    return device.membership();
  }
}
