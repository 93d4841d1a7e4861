package dev.strongroom.system;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.sdk.room.Room;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A folder's record as an editor may make it, wherever he likes.
 *
 * @param wrap of its key, under the room's present epoch
 */
record ForgedRecord(ChangeRecord record, Bytes wrap) {
  static NodeId newNode(SecureRandom random) {
    return new NodeId(Bytes.random(random, NodeId.LENGTH_BYTES));
  }

  /** The first revision of a folder. */
  static ForgedRecord folder(
      OrganisationId organisation, Room room, NodeId node, NodeId parent, String name) {
    return folder(organisation, room, node, parent, name, Optional.empty());
  }

  /** The one that follows on {@code before}. */
  static ForgedRecord folder(
      OrganisationId organisation,
      Room room,
      NodeId node,
      NodeId parent,
      String name,
      Optional<ChangeRecord> before) {
    long revision = before.map(b -> b.revision() + 1).orElse(1L);
    long seed = new SecureRandom().nextLong();
    SecureRandom random = Seed.random(seed);
    NodeKey key = NodeKey.random(random);
    SecretBytes sealing = SecretBytes.random(Seed.random(seed), NodeKey.LENGTH_BYTES);
    Context place =
        Context.of("metadata", organisation)
            .with(room.id().value())
            .with(node.value())
            .with(revision)
            .with(before.map(b -> b.hash().value()).orElse(Bytes.empty()));
    ChangeRecord record =
        new ChangeRecord(
            organisation,
            room.id(),
            node,
            ChangeRecord.Kind.FOLDER,
            revision,
            before.map(ChangeRecord::hash),
            parent,
            NameIndex.of(room.chain().secrets().box().indexKey(), parent, NodeName.of(name)),
            Sealed.seal(sealing, place, metadata(name), random),
            Optional.empty(),
            room.chain().newest().epoch().number());
    return new ForgedRecord(
        record,
        key.wrap(room.chain().secrets().present(), organisation, room.id(), record.hash(), random));
  }

  private static byte[] metadata(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int length = 1 + 2 + text.length + 2 + 8 + 8 + 1 + 1;
    ByteBuffer out = ByteBuffer.allocate((length + 255) / 256 * 256);
    out.put((byte) 1).putShort((short) text.length).put(text).putShort((short) 0);
    out.putLong(0).putLong(0).put((byte) 0).put((byte) 0);
    return out.array();
  }
}
