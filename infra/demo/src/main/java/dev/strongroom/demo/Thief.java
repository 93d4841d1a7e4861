package dev.strongroom.demo;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.sdk.device.Device;
import java.sql.SQLException;
import java.util.List;
import java.util.SequencedCollection;

/**
 * Somebody with real keys of his own and everything that the server side has: tries each key on
 * each wrap, with the context that an honest reader would use.
 */
final class Thief {
  private final Databases databases;

  Thief(Databases databases) {
    this.databases = databases;
  }

  /** What was tried and what opened. */
  record Haul(int tried, int opened) {
    Haul plus(Haul other) {
      return new Haul(tried + other.tried, opened + other.opened);
    }
  }

  /** Tries a user's own keys on every epoch wrap of every chain. */
  Haul tryIdentity(Player who) throws SQLException {
    Device device =
        Device.open(
            who.config().folder(),
            who.config().runtime(),
            who.config().random(),
            who.config().clock());
    Device.Membership membership = device.membership().orElseThrow();
    try (IdentitySecret secret = device.unlocked(membership).orElseThrow();
        IdentityKeys keys = IdentityKeys.derive(secret, membership.organisation())) {
      return tryKey(
          membership.organisation(),
          keys.kem(),
          "SELECT chain, epoch, recipient_kind, recipient, reference, wrap FROM epoch_wrap");
    }
  }

  /** Tries one decapsulation key on the wraps of a query. */
  Haul tryKey(OrganisationId organisation, KemPrivateKey key, String query, Object... values)
      throws SQLException {
    int tried = 0;
    int opened = 0;
    for (List<Object> row : databases.rows("access", query, values)) {
      Bytes info = info(organisation, row);
      tried++;
      try (SecretBytes _ = Hpke.open(key, info, Bytes.of((byte[]) row.get(5)))) {
        opened++;
      } catch (ProtocolException _) {
        // What every honest wrap answers to a stranger's key.
      }
    }
    return new Haul(tried, opened);
  }

  private static Bytes info(OrganisationId organisation, List<Object> row) {
    ChainId chain = new ChainId(Bytes.of((byte[]) row.getFirst()));
    long epoch = (Long) row.get(1);
    Bytes recipient = Bytes.of((byte[]) row.get(3));
    Recipient of =
        row.get(2).equals("user")
            ? new Recipient.User(new UserId(recipient), Hash.parse((String) row.get(4)))
            : new Recipient.Group(new ChainId(recipient), Long.parseLong((String) row.get(4)));
    return of.bind(Context.of("epoch-wrap", organisation).with(chain.value()).with(epoch)).encode();
  }

  /** Tries epoch secrets that somebody kept on the node wraps of later epochs. */
  Haul tryEpochs(
      OrganisationId organisation,
      ChainId room,
      SequencedCollection<EpochSecret> kept,
      long fromEpoch)
      throws SQLException {
    int tried = 0;
    int opened = 0;
    for (List<Object> row :
        databases.rows(
            "storage",
            "SELECT record, wrap FROM node_wrap WHERE room = ? AND epoch >= ?",
            room.value().toArray(),
            fromEpoch)) {
      for (EpochSecret secret : kept) {
        tried++;
        try (NodeKey _ =
            NodeKey.unwrap(
                secret,
                organisation,
                room,
                new Hash(Bytes.of((byte[]) row.getFirst())),
                Bytes.of((byte[]) row.get(1)))) {
          opened++;
        } catch (ProtocolException _) {
          // As it must be.
        }
      }
    }
    return new Haul(tried, opened);
  }
}
