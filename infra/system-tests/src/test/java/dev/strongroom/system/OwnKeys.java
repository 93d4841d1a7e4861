package dev.strongroom.system;

import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody's keys, as they lie open on his machine: with them he signs what no client of ours
 * would.
 */
final class OwnKeys implements AutoCloseable {
  private final Signed<Identity> identity;
  private final IdentityKeys keys;

  private OwnKeys(Signed<Identity> identity, IdentityKeys keys) {
    this.identity = identity;
    this.keys = keys;
  }

  static OwnKeys of(Player player) {
    StrongroomConfig config = player.config();
    Device device = Device.open(config.folder(), config.runtime(), config.random(), config.clock());
    Device.Membership membership = device.membership().orElseThrow();
    try (Strongroom client = Strongroom.connect(config);
        IdentitySecret secret = device.unlocked(membership).orElseThrow()) {
      return new OwnKeys(
          client.self().newest(), IdentityKeys.derive(secret, membership.organisation()));
    }
  }

  UserId user() {
    return identity.body().user();
  }

  Signed<Identity> identity() {
    return identity;
  }

  IdentityKeys keys() {
    return keys;
  }

  OrganisationId organisation() {
    return identity.body().header().organisation();
  }

  private Author author() {
    return new Author(user(), identity.hash());
  }

  private Header header(long sequence, Optional<Hash> previous) {
    return new Header(
        organisation(),
        sequence,
        previous,
        List.of(keys.signing().verifyingKey().id()),
        Instant.now());
  }

  /** Proposes to add somebody. */
  Signed<Proposal> proposes(Proposal.Seen seen, Signed<Identity> about, String role) {
    Header header = header(0, Optional.empty());
    return Proposal.sign(
        new Proposal(
            header,
            author(),
            Proposal.Action.ADD,
            seen,
            about.body().user(),
            about.hash(),
            Optional.of(role),
            "starts on Monday",
            header.time().plus(Duration.ofDays(3))),
        keys.signing());
  }

  /** A link by which he makes himself a manager of the room. */
  Signed<RoomLink> makesHimselfManager(RoomState room, String note) {
    List<RoomLink.Change> changes =
        List.of(
            new RoomLink.Change.Put(
                new Grant(new Grantee.User(user()), Optional.of(identity.hash()), Role.MANAGER)));
    return RoomLink.sign(
        new RoomLink(
            header(room.sequence() + 1, Optional.of(room.head())),
            Cause.CHANGE,
            Optional.of(room.id()),
            author(),
            note,
            changes,
            Lists.ofGrants(room.grants(), changes).hash(),
            room.grants().size() + 1L,
            List.copyOf(room.heads().values()),
            room.epoch(),
            room.indexKey(),
            room.oldestEpoch(),
            room.policy(),
            room.commit()),
        keys.signing());
  }

  @Override
  public void close() {
    keys.close();
  }
}
