package dev.strongroom.sdk;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.EarlierSecret;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * New keys for this user: a rotation, which the keys at hand sign, or a reset, where all are lost
 * (section 4). Whatever is interrupted goes on with the next command: what a rotation needs later
 * is kept, sealed, before it is handed in.
 */
public final class Rotation {
  private final Device device;
  private final Enrolment enrolment;
  private final SecureRandom random;
  private final Clock clock;

  public Rotation(StrongroomConfig config) {
    this.device = config.device();
    this.enrolment = new Enrolment(config);
    this.random = config.random();
    this.clock = config.clock();
  }

  /**
   * A routine rotation: new keys under the same passphrase and kit. What is wrapped to the old ones
   * is wrapped to the new ones when the client is opened next; no file is touched.
   *
   * @throws dev.strongroom.protocol.NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} for
   *     another passphrase than the present one
   */
  public Identity rotate(SecretBytes passphrase) {
    requireNoneUnderWay();
    Device.Membership membership = enrolment.membership();
    try (AccountSecret kept =
            device
                .accountSecret()
                .orElseThrow(() ->
                    new LockedException(
                        "This machine has no account secret: strongroom enrol --from-kit FILE"));
        OwnSlots.Opened opened = enrolment.slots().open(membership, passphrase, kept)) {
      requireOwn(opened.acting());
      return publish(
          new Draft(membership, opened.contents().secret(), Identity.Cause.ROTATION),
          passphrase,
          opened.accountSecret(),
          Runnable::run);
    }
  }

  /**
   * A rotation because the keys may be in other hands: a new passphrase, account secret and kit as
   * well, and new epochs wherever the old keys could open one.
   *
   * @param kit a file that does not exist yet; gone again if the new keys are refused
   */
  public Identity rotateCompromised(SecretBytes newPassphrase, Path kit) throws IOException {
    Device.Membership membership = enrolment.membership();
    try (IdentitySecret secret =
            device
                .unlocked(membership)
                .orElseThrow(() -> new LockedException("Locked: strongroom unlock"));
        AccountSecret account = AccountSecret.random(random)) {
      return publish(
          new Draft(membership, secret, Identity.Cause.COMPROMISE),
          newPassphrase,
          account,
          handIn -> EmergencyKit.of(membership, account).writeFor(kit, handIn));
    }
  }

  /** What a rotation begins with. */
  private record Draft(
      Device.Membership membership, IdentitySecret earlier, Identity.Cause cause) {}

  /** What has to be done around the handing in. */
  private interface Sending<E extends Exception> {
    void with(Runnable handIn) throws E;
  }

  private <E extends Exception> Identity publish(
      Draft draft, SecretBytes passphrase, AccountSecret account, Sending<E> sending) throws E {
    Server server = enrolment.server();
    OrganisationId organisation = draft.membership().organisation();
    People people = enrolment.people(organisation);
    Person self = people.byId(draft.membership().user());
    try (IdentityKeys earlier = IdentityKeys.derive(draft.earlier(), organisation);
        IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys keys = IdentityKeys.derive(secret, organisation)) {
      Signed<Identity> before = own(self.chain(), earlier);
      Claim claim = claim(self, draft.membership());
      Signed<Identity> next =
          Identity.rotation(before, earlier.signing(), keys, claim, draft.cause(), clock.instant());
      Bytes sealed = EarlierSecret.seal(organisation, next.hash(), secret, draft.earlier(), random);
      Map<String, Object> request =
          request(next, claim, slot(server, next, secret, passphrase, account));
      request.put("earlier", sealed.toBase64Url());
      sending.with(() -> {
        device.rememberRotation(new Device.Rotating(next.hash(), sealed, account));
        server.post("/identity/v1/me/identities", request);
      });
      people.requireLogged(next.hash());
      keep(draft.membership(), next, secret, account);
      return next.body();
    }
  }

  private Signed<Identity> own(IdentityChain chain, IdentityKeys keys) {
    Signed<Identity> own =
        chain.ofKeys(keys).orElseThrow(() -> OwnIdentity.changed(chain.newest().body()));
    requireOwn(own);
    return own;
  }

  private void requireOwn(Signed<Identity> own) {
    if (device.pins().self().filter(self -> !self.equals(own.hash())).isPresent()) {
      throw OwnIdentity.changed(own.body());
    }
  }

  private Claim claim(Person self, Device.Membership membership) {
    String name = self.claimedName().isEmpty() ? membership.username() : self.claimedName();
    return Claim.of(name, self.claimedEmail(), random);
  }

  private PassphraseSlot slot(
      Server server,
      Signed<Identity> identity,
      IdentitySecret secret,
      SecretBytes passphrase,
      AccountSecret account) {
    OrganisationId organisation = identity.body().header().organisation();
    Signed<Policy> policy =
        OrganisationView.fetch(server).verify(organisation, device.pins().policy());
    return enrolment.seal(
        secret, policy, identity.body().user(), identity.body().generation(), passphrase, account);
  }

  private static Map<String, Object> request(
      Signed<Identity> identity, Claim claim, PassphraseSlot slot) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("envelope", identity.envelope().encode().toBase64Url());
    request.put(
        "claim",
        Map.of(
            "displayName", claim.displayName(),
            "email", claim.email(),
            "salt", claim.salt().toBase64Url()));
    request.put("slot", slot.encode().toBase64Url());
    return request;
  }

  private void keep(
      Device.Membership membership,
      Signed<Identity> identity,
      IdentitySecret secret,
      AccountSecret account) {
    device.rememberMembership(membership);
    device.rememberAccountSecret(account);
    enrolment.pinSelf(identity.hash());
    device.unlock(secret, membership);
  }

  /** A second routine rotation waits for the wraps of the first. */
  private void requireNoneUnderWay() {
    Optional<Device.Rotating> rotating = device.rotation();
    rotating.ifPresent(r -> r.accountSecret().close());
    boolean handedIn =
        rotating.filter(r -> device.pins().self().filter(r.to()::equals).isPresent()).isPresent();
    if (handedIn) {
      throw new LockedException(
          "The last rotation is not finished: some of what you reach still has to be wrapped to"
              + " your new keys. strongroom identity show says what.");
    }
  }

  /**
   * New keys where the old ones are lost: a statement that replaces nothing by itself. Each manager
   * of a group or room confirms its maker and readmits him there; what only the old keys opened is
   * lost where nobody does.
   *
   * @param root the organisation that the person confirmed
   * @param kit a file that does not exist yet; gone again if the new keys are refused
   */
  public Identity reset(OrganisationId root, SecretBytes passphrase, Path kit) throws IOException {
    Server server = enrolment.server();
    OrganisationView.fetch(server).verify(root, device.pins().policy());
    Enrolment.Me me = enrolment.me();
    if (!me.hasKeys()) {
      throw new LockedException("You have no keys yet: strongroom enrol");
    }
    People people = enrolment.people(root);
    Person self = people.byId(me.user());
    Device.Membership membership =
        new Device.Membership(server.url(), root, me.user(), me.username());
    try (IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys keys = IdentityKeys.derive(secret, root);
        AccountSecret account = AccountSecret.random(random)) {
      Claim claim = Claim.of(me.username(), me.email(), random);
      Signed<Identity> reset = Identity.reset(self.chain().newest(), keys, claim, clock.instant());
      PassphraseSlot slot = slot(server, reset, secret, passphrase, account);
      EmergencyKit.of(membership, account)
          .writeFor(
              kit, () -> server.post("/identity/v1/me/identities", request(reset, claim, slot)));
      people.requireLogged(reset.hash());
      device.forgetRotation();
      keep(membership, reset, secret, account);
      return reset.body();
    }
  }

  /**
   * Confirms, on another of his machines, that this user has changed his keys himself. Locks: the
   * new keys are opened with {@code unlock}, or after a rotation for compromise with the new kit.
   *
   * @param expected fingerprint of the new keys, where it was brought from the other machine
   * @throws LockedException if nothing was changed
   * @throws AuthenticationException {@link ErrorCode#SELF_KEY_CHANGED} if what the directory shows
   *     does not follow on the keys that this machine knows
   */
  public Identity confirm(Optional<Fingerprint> expected) {
    Device.Membership membership = enrolment.membership();
    Pins pins = device.pins();
    IdentityChain chain = enrolment.people(membership.organisation()).of(membership.user());
    Signed<Identity> newest =
        pins.self()
            .map(self ->
                chain
                    .standing(self)
                    .orElseThrow(() ->
                        new AuthenticationException(
                            ErrorCode.SELF_KEY_CHANGED,
                            "the directory states keys for you that do not follow on yours")))
            .orElseGet(chain::newest);
    if (pins.self().filter(newest.hash()::equals).isPresent()) {
      throw new LockedException(
          "Your keys were not changed elsewhere: there is nothing to confirm.");
    }
    if (expected.filter(e -> !e.equals(Fingerprint.of(newest.hash()))).isPresent()) {
      throw new AuthenticationException(
          ErrorCode.SELF_KEY_CHANGED,
          "the directory states other keys for you than the ones meant");
    }
    enrolment.pinSelf(newest.hash());
    device.lock();
    return newest.body();
  }

  /** This user's keys and their history, whether they are open here or not. */
  public Person self() {
    Device.Membership membership = enrolment.membership();
    Pins pins = device.pins();
    People people = enrolment.people(membership.organisation());
    Person stated = people.byId(membership.user());
    return people.self(
        membership.user(),
        pins.self().flatMap(stated.chain()::standing).orElseGet(stated.chain()::newest));
  }
}
