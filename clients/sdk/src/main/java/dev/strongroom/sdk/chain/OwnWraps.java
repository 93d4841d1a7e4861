package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * After a rotation: what was wrapped to this user's earlier generations is wrapped to the present
 * one. No link is signed and no file is touched. Idempotent: what opens already is left alone, and
 * a wrap that is there is not taken twice.
 */
public final class OwnWraps {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final Keyring me;
  private final List<Keyring> earlier;

  /**
   * As each generation sees them; anew for rooms, for by then groups open with the present
   * generation.
   */
  private final IdentityHashMap<Keyring, GroupDirectory> groups = new IdentityHashMap<>();

  /**
   * @param me the present generation
   * @param earlier the generations before it whose secrets are at hand, newest first
   */
  public OwnWraps(Server server, Pins pins, People people, Keyring me, List<Keyring> earlier) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.me = me;
    this.earlier = List.copyOf(earlier);
  }

  /**
   * What came of it.
   *
   * @param groups of which a wrap was made
   * @param rooms likewise
   * @param left chains that none of the generations opens, or that did not verify, with why
   * @param others chains that list keys which this user has lost: no wrap of his belongs there
   *     before he is readmitted
   */
  public record Renewed(
      List<ChainId> groups, List<ChainId> rooms, Map<ChainId, String> left, Set<ChainId> others) {
    public Renewed {
      others = Set.copyOf(others);
      groups = List.copyOf(groups);
      rooms = List.copyOf(rooms);
      left = Map.copyOf(left);
    }
  }

  /** Opens a chain as one of this user's generations. */
  private interface Opener {
    OpenChain open(Keyring as, ChainId chain);
  }

  /** Makes every wrap that is missing: groups first, for rooms may be reached through them. */
  public Renewed renew() {
    Map<ChainId, String> left = new LinkedHashMap<>();
    Set<ChainId> others = new HashSet<>();
    List<ChainId> ofGroups = renew("groups", this::openGroup, left, others);
    List<ChainId> ofRooms = renew("rooms", this::openRoom, left, others);
    return new Renewed(ofGroups, ofRooms, left, others);
  }

  private List<ChainId> renew(
      String kind, Opener opener, Map<ChainId, String> left, Set<ChainId> others) {
    List<ChainId> made = new ArrayList<>();
    groups.clear();
    for (ChainId chain : reached(kind)) {
      try {
        switch (renewOne(kind, chain, opener)) {
          case MADE -> made.add(chain);
          case OPENS -> {}
          case OTHERS -> others.add(chain);
        }
      } catch (ProtocolException e) {
        left.put(chain, e.code() + ": " + e.getMessage());
      } catch (ServerException e) {
        if (e.status() == ServerException.AWAY) {
          throw e;
        }
        left.put(chain, String.valueOf(e.getMessage()));
      }
    }
    return made;
  }

  /** Of what he may only send files into he has no wrap, and needs none. */
  private List<ChainId> reached(String kind) {
    List<ChainId> chains = new ArrayList<>();
    for (JsonNode chain : server.get("/access/v1/" + kind)) {
      if (!chain.path("role").asText().equals(Role.DEPOSITOR.text())) {
        chains.add(ChainId.parse(chain.path("room").asText()));
      }
    }
    return chains;
  }

  private enum Outcome {
    OPENS,
    MADE,
    OTHERS
  }

  private Outcome renewOne(String kind, ChainId chain, Opener opener) {
    ProtocolException failure;
    try {
      opener.open(me, chain).close();
      return Outcome.OPENS;
    } catch (ProtocolException e) {
      if (!isNotOpened(e)) {
        throw e;
      }
      failure = e;
    }
    for (Keyring old : earlier) {
      try (OpenChain open = opener.open(old, chain)) {
        hand(kind, chain, open.presentEpoch(), open.present());
        return Outcome.MADE;
      } catch (ProtocolException e) {
        if (!isNotOpened(e)) {
          throw e;
        }
      }
    }
    if (!reads(kind, chain)) {
      return Outcome.OTHERS;
    }
    throw failure;
  }

  /** By the verified chain: the server tells people apart, and not their keys. */
  private boolean reads(String kind, ChainId chain) {
    Hash acting = me.identity().hash();
    if (kind.equals("groups")) {
      return groups(me).newest(chain).roleOf(me.chain(), acting).isPresent();
    }
    RoomDirectory.ClosedRoom room = rooms(me).verify(chain);
    return room.newest().roleNow(me.chain(), acting, room.groups()).filter(Role::reads).isPresent();
  }

  private static boolean isNotOpened(ProtocolException e) {
    return e.code() == ErrorCode.UNLOCK_FAILED;
  }

  private void hand(String kind, ChainId chain, long epoch, EpochSecret secret) {
    Recipient own = new Recipient.User(me.chain().user(), me.identity().hash());
    Map<String, Object> wrap =
        new LinkedHashMap<>(
            EpochDraft.wrap(
                me.organisation(), chain, epoch, secret, own, me.identity().body().kemKey()));
    wrap.put("epoch", epoch);
    server.post("/access/v1/" + kind + "/" + chain + "/wraps", Map.of("wraps", List.of(wrap)));
  }

  private OpenChain openGroup(Keyring as, ChainId group) {
    return groups(as).open(group);
  }

  private OpenChain openRoom(Keyring as, ChainId room) {
    return rooms(as).open(room).secrets();
  }

  private RoomDirectory rooms(Keyring as) {
    return new RoomDirectory(server, pins, people, groups(as), as);
  }

  private GroupDirectory groups(Keyring as) {
    return groups.computeIfAbsent(as, keys -> new GroupDirectory(server, pins, people, keys));
  }
}
