package dev.strongroom.protocol.deposit;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.DepositId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.DepositPlace;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.statement.Signed;
import java.time.Instant;
import java.util.Optional;

/** Makes deposits as clients do, and as attackers would. */
public final class Deposits {
  private final Organisation organisation;

  public Deposits(Organisation organisation) {
    this.organisation = organisation;
  }

  public DepositId newId() {
    return new DepositId(Bytes.random(organisation.random(), DepositId.LENGTH_BYTES));
  }

  /** A blob that nobody looks at. */
  public BlobRef anyBlob() {
    return new BlobRef(
        new ContentId(Bytes.random(organisation.random(), ContentId.LENGTH_BYTES)),
        Bytes.random(organisation.random(), BlobRef.BLOB_ID_BYTES),
        0,
        100,
        Sha256.of(Bytes.random(organisation.random(), 32)));
  }

  public Metadata metadata(String name, ContentKey key) {
    return new Metadata(
        NodeName.of(name), "", Instant.ofEpochMilli(1_000), 10, Optional.of(key), Optional.empty());
  }

  public DepositPlace place(RoomState room, Organisation.Somebody depositor, DepositId id) {
    return new DepositPlace(
        organisation.id(), room.id(), room.epoch().number(), depositor.identity().hash(), id);
  }

  public DepositBox box(RoomState room, DepositPlace place, String name) {
    try (ContentKey key = ContentKey.random(organisation.random())) {
      return DepositBox.seal(place, room.epoch().key(), metadata(name, key), organisation.random());
    }
  }

  public Signed<Deposit> honest(RoomState room, Organisation.Somebody depositor, String name) {
    return honest(room, depositor, name, anyBlob());
  }

  public Signed<Deposit> honest(
      RoomState room, Organisation.Somebody depositor, String name, BlobRef content) {
    DepositId id = newId();
    return signed(
        room,
        depositor,
        Optional.empty(),
        id,
        content,
        box(room, place(room, depositor, id), name));
  }

  /** Any contents, signed by {@code depositor} at the room's newest link. */
  public Signed<Deposit> signed(
      RoomState room,
      Organisation.Somebody depositor,
      Optional<GroupHead> via,
      DepositId id,
      BlobRef content,
      DepositBox box) {
    return Deposit.sign(
        new Deposit(
            organisation.header(0, Optional.empty(), depositor),
            id,
            room.id(),
            room.sequence(),
            room.head(),
            via,
            depositor.author(),
            room.epoch().number(),
            content,
            box.metadata(),
            box.nodeKey(),
            organisation.note()),
        depositor.keys().signing());
  }
}
