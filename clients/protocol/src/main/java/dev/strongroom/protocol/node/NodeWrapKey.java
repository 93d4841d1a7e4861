package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.seal.Sealed;
import java.security.SecureRandom;

/**
 * The key under which an epoch wraps a room's node keys, for who wraps or opens many. Thread-safe
 * until it is closed.
 */
public final class NodeWrapKey implements AutoCloseable {
  private final SecretBytes value;
  private final OrganisationId organisation;
  private final ChainId room;

  private NodeWrapKey(SecretBytes value, OrganisationId organisation, ChainId room) {
    this.value = value;
    this.organisation = organisation;
    this.room = room;
  }

  public static NodeWrapKey of(EpochSecret epoch, OrganisationId organisation, ChainId room) {
    return new NodeWrapKey(epoch.nodeWrapKey(), organisation, room);
  }

  public Bytes wrap(NodeKey key, Hash recordHash, SecureRandom random) {
    return key.value().with(bytes -> Sealed.seal(value, context(recordHash), bytes, random));
  }

  /**
   * Opens a wrap. Whether the key is the record's is shown by {@link Metadata#requireKey}.
   *
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#KEY_COMMIT} for a wrap of
   *     another room, epoch, node or revision
   */
  public NodeKey unwrap(Hash recordHash, Bytes wrap) {
    return NodeKey.opened(Sealed.open(value, context(recordHash), wrap));
  }

  private Context context(Hash recordHash) {
    return Context.of("node-wrap", organisation).with(room.value()).with(recordHash.value());
  }

  @Override
  public void close() {
    value.close();
  }
}
