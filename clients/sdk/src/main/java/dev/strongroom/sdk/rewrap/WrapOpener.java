package dev.strongroom.sdk.rewrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.NodeWrapKey;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Opens wraps of a room's records, under whichever epoch this client holds; and makes new ones. */
final class WrapOpener implements AutoCloseable {
  private final OrganisationId organisation;
  private final RoomDirectory.OpenRoom room;
  private final SecureRandom random;
  private final Map<Long, NodeWrapKey> keys = new TreeMap<>();
  private final long present;

  WrapOpener(Keyring me, RoomDirectory.OpenRoom room) {
    this.organisation = me.organisation();
    this.room = room;
    this.random = me.random();
    this.present = room.newest().epoch().number();
    for (long epoch : room.secrets().epochs()) {
      keys.put(epoch, NodeWrapKey.of(room.secrets().secret(epoch), organisation, room.id()));
    }
  }

  long present() {
    return present;
  }

  ChangeRecord record(JsonNode text) {
    return ChangeRecord.decode(organisation, room.id(), Bytes.fromBase64Url(text.asText()));
  }

  /** A wrap as the service tells of it. */
  record Served(long epoch, UserId author, Bytes wrap) {
    static List<Served> read(JsonNode wraps) {
      List<Served> all = new ArrayList<>();
      for (JsonNode wrap : wraps) {
        all.add(
            new Served(
                wrap.path("epoch").asLong(),
                UserId.parse(wrap.path("author").asText()),
                Bytes.fromBase64Url(wrap.path("wrap").asText())));
      }
      all.sort(Comparator.comparingLong(Served::epoch).reversed());
      return all;
    }
  }

  /**
   * The first wrap that is good, newest epoch first.
   *
   * @param key the caller closes it; empty if no wrap is good
   * @param epoch of that wrap; 0 if none is good
   * @param bad those before it
   */
  record Opened(Optional<NodeKey> key, long epoch, List<BadWrap> bad) implements AutoCloseable {
    @Override
    public void close() {
      key.ifPresent(NodeKey::close);
    }
  }

  /** Wraps of epochs that this client does not hold are neither good nor bad. */
  Opened open(ChangeRecord record, Hash hash, List<Served> wraps) {
    List<BadWrap> bad = new ArrayList<>();
    for (Served wrap : wraps) {
      NodeWrapKey key = keys.get(wrap.epoch());
      if (key != null) {
        Optional<NodeKey> opened = open(key, record, hash, wrap);
        if (opened.isPresent()) {
          return new Opened(opened, wrap.epoch(), bad);
        }
        bad.add(new BadWrap(hash, wrap.epoch(), wrap.author()));
      }
    }
    return new Opened(Optional.empty(), 0, bad);
  }

  private static Optional<NodeKey> open(
      NodeWrapKey wrapKey, ChangeRecord record, Hash hash, Served wrap) {
    Optional<NodeKey> opened = Optional.empty();
    try {
      opened = Optional.of(wrapKey.unwrap(hash, wrap.wrap()));
      Metadata.requireKey(opened.get(), record);
      return opened;
    } catch (ProtocolException _) {
      opened.ifPresent(NodeKey::close);
      return Optional.empty();
    }
  }

  /** A wrap under the present epoch, as the service takes it. */
  Map<String, String> wrap(NodeKey key, Hash hash) {
    NodeWrapKey newest = Optional.ofNullable(keys.get(present)).orElseThrow();
    return Map.of("record", hash.toString(), "wrap", newest.wrap(key, hash, random).toBase64Url());
  }

  @Override
  public void close() {
    keys.values().forEach(NodeWrapKey::close);
  }
}
