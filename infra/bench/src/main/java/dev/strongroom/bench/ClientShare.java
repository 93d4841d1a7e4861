package dev.strongroom.bench;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.NodeWrapKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client computes for a new epoch, without services: for each node decode the record, hash
 * it, open the old wrap, hold the key against the record's commitment, make the new wrap; and for
 * each member one wrap of the epoch, whatever the number of nodes. One thread.
 */
final class ClientShare {
  private static final int NODES = 2_000;
  private static final int MEMBER_WRAPS = 50;

  private final SecureRandom random = new SecureRandom();
  private final OrganisationId organisation = new OrganisationId(Bytes.random(random, 32));
  private final ChainId room = new ChainId(Bytes.random(random, 32));
  private final EpochSecret before = EpochSecret.random(organisation, random);
  private final EpochSecret after = EpochSecret.random(organisation, random);
  private final List<Bytes> records = new ArrayList<>();
  private final List<Bytes> wraps = new ArrayList<>();
  private final KemPublicKey member;

  ClientShare() {
    try (KemPrivateKey key = KemPrivateKey.fromSeed(SecretBytes.random(random, 32))) {
      this.member = key.publicKey();
    }
    try (NodeWrapKey old = NodeWrapKey.of(before, organisation, room)) {
      for (int i = 0; i < NODES; i++) {
        NodeKey key = NodeKey.random(random);
        ChangeRecord record = record(key, "report " + i + ".pdf");
        records.add(record.encode());
        wraps.add(old.wrap(key, record.hash(), random));
      }
    }
  }

  private ChangeRecord record(NodeKey key, String name) {
    NodeId node = new NodeId(Bytes.random(random, NodeId.LENGTH_BYTES));
    Metadata metadata =
        new Metadata(NodeName.of(name), "", Instant.EPOCH, 0, Optional.empty(), Optional.empty());
    return new ChangeRecord(
        organisation,
        room,
        node,
        ChangeRecord.Kind.FOLDER,
        1,
        Optional.empty(),
        new NodeId(Bytes.random(random, NodeId.LENGTH_BYTES)),
        Bytes.random(random, 32),
        metadata.seal(
            key, new Metadata.Place(organisation, room, node, 1, Optional.empty()), random),
        Optional.empty(),
        1);
  }

  /** Seconds a node. */
  double nodeSeconds() {
    long start = System.nanoTime();
    try (NodeWrapKey old = NodeWrapKey.of(before, organisation, room);
        NodeWrapKey fresh = NodeWrapKey.of(after, organisation, room)) {
      for (int i = 0; i < NODES; i++) {
        ChangeRecord record = ChangeRecord.decode(organisation, room, records.get(i));
        Hash hash = record.hash();
        try (NodeKey key = old.unwrap(hash, wraps.get(i))) {
          Metadata.requireKey(key, record);
          fresh.wrap(key, hash, random);
        }
      }
    }
    return (System.nanoTime() - start) / 1e9 / NODES;
  }

  /** Seconds a member. */
  double memberSeconds() {
    Recipient recipient =
        new Recipient.User(
            new UserId(Bytes.random(random, 32)), new Hash(Bytes.random(random, 32)));
    long start = System.nanoTime();
    for (int i = 0; i < MEMBER_WRAPS; i++) {
      EpochWrap.seal(organisation, room, 2, recipient, member, after);
    }
    return (System.nanoTime() - start) / 1e9 / MEMBER_WRAPS;
  }
}
