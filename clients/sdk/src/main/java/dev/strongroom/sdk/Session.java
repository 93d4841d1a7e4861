package dev.strongroom.sdk;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.attestation.AttestedPeople;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.LinkProof;
import dev.strongroom.sdk.chain.LinkSubmission;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;

/**
 * What an unlocked client stands on: the organisation and its directory, verified, and this user's
 * keys.
 *
 * @param me is closed by who holds the session
 */
record Session(
    Device device,
    Server server,
    Pins pins,
    People people,
    Keyring me,
    GroupDirectory groups,
    RoomDirectory rooms,
    LinkSubmission links,
    AttestedPeople attested,
    RootSource root) {

  /**
   * The secret that this machine holds for some hours; the caller closes it.
   *
   * @throws LockedException if it is not enrolled or locked
   */
  static IdentitySecret requireUnlocked(Device device) {
    return device
        .unlocked(membership(device))
        .orElseThrow(() -> new LockedException("Locked: strongroom unlock"));
  }

  private static Device.Membership membership(Device device) {
    return device
        .membership()
        .orElseThrow(() -> new LockedException("Make your keys first: strongroom enrol"));
  }

  /**
   * Verifies the organisation, the directory and this user's place in it.
   *
   * @param settle whether links that wait for their answer are sent again
   */
  static Session open(StrongroomConfig config, IdentitySecret secret, boolean settle) {
    Device device = config.device();
    Device.Membership membership = membership(device);
    config.roots().require(membership.organisation());
    Server server = new Enrolment(config).server();
    Pins pins = device.pins();
    OrganisationView.Believed organisation =
        OrganisationView.fetch(server)
            .believe(membership.organisation(), pins.policy(), server, device);
    Signed<Policy> policy = organisation.policy();
    DirectoryReplica directory = organisation.directory();
    directory.watch(membership.user());
    pins.pinPolicy(policy.body().header().sequence(), policy.hash());
    pins.save();
    People people =
        new People(
            server,
            membership.organisation(),
            pins,
            directory,
            Strictness.of(policy.body(), device.strictness()));
    Keyring me = keyring(config, people.of(membership.user()), secret, directory);
    try {
      GroupDirectory groups = new GroupDirectory(server, pins, people, me);
      RoomDirectory rooms = new RoomDirectory(server, pins, people, groups, me);
      LinkSubmission links =
          new LinkSubmission(server, device.outgoing(), new LinkProof(directory, groups, rooms));
      if (settle) {
        links.settle();
      }
      AttestedPeople attested =
          new AttestedPeople(
              server, policy.body(), directory, people, config.roots(), config.clock());
      RootSource root = config.roots().source(membership.organisation());
      return new Session(device, server, pins, people, me, groups, rooms, links, attested, root);
    } catch (RuntimeException e) {
      me.close();
      throw e;
    }
  }

  private static Keyring keyring(
      StrongroomConfig config,
      IdentityChain own,
      IdentitySecret secret,
      DirectoryReplica directory) {
    OrganisationId organisation = own.newest().body().header().organisation();
    IdentityKeys keys = IdentityKeys.derive(secret, organisation);
    try {
      Signed<Identity> acting = OwnIdentity.requireActing(config.device(), own, keys);
      return new Keyring(
          organisation, keys, own, acting, directory, config.random(), config.clock());
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
  }

  /** Whether these keys were made here by a rotation that is not finished. */
  boolean isRotating() {
    return OwnIdentity.isRotating(device, me.identity().hash());
  }
}
