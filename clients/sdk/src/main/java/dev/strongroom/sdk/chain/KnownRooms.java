package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.server.ServerException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that a group is granted, as far as this client can know of them. Which rooms there are
 * the server says, and it may leave one out; so every room counts too that this client has verified
 * before. What such a room said last is so still where the directory's log has nothing newer of it.
 * A room that this client never saw nobody can tell it of but the server.
 */
public final class KnownRooms {
  private final Pins pins;
  private final Keyring keyring;
  private final GroupDirectory groups;
  private final RoomDirectory rooms;

  public KnownRooms(Pins pins, Keyring keyring, GroupDirectory groups, RoomDirectory rooms) {
    this.pins = pins;
    this.keyring = keyring;
    this.groups = groups;
    this.rooms = rooms;
  }

  /**
   * Rooms of one group.
   *
   * @param granted rooms that are granted to it now
   * @param unseen rooms that cannot be looked at as they are now, and may be granted to it
   */
  public record OfGroup(
      ChainId group, Map<ChainId, Pins.RoomGroups> granted, Map<ChainId, Unseen> unseen) {
    /** Whether who is in the group manages one of them. */
    public boolean isManager() {
      return granted.values().stream().map(this::role).anyMatch(Role::manages);
    }

    private Role role(Pins.RoomGroups room) {
      return Optional.ofNullable(room.groups().get(group)).orElseThrow();
    }
  }

  /**
   * Why a room cannot be looked at.
   *
   * @param absent whether the server says that there is none for this user: so does an honest one
   *     of a room that he was removed from
   */
  public record Unseen(AuthenticationException why, boolean absent) {}

  /**
   * Looks at the rooms that the server names, and at those that were verified here.
   *
   * @throws ServerException if the server is away, or refuses without saying that there is none
   */
  public OfGroup of(ChainId group) {
    groups.refresh();
    Map<ChainId, Pins.RoomGroups> granted = new LinkedHashMap<>();
    Map<ChainId, Unseen> unseen = new LinkedHashMap<>();
    for (ChainId room : all()) {
      try {
        Pins.RoomGroups now = now(room);
        if (now.groups().containsKey(group)) {
          granted.put(room, now);
        }
      } catch (ProtocolException e) {
        unseen.put(room, unseen(e.code(), room, e.getMessage(), false));
      } catch (ServerException e) {
        if (!e.isNotFound()) {
          throw e;
        }
        unseen.put(
            room, unseen(ErrorCode.CHAIN_BODY, room, "the server has nothing of it for you", true));
      }
    }
    return new OfGroup(group, granted, unseen);
  }

  /**
   * The same, by a hand. It goes on past a room that was not granted to the group when this client
   * saw it last, and that the server has not for this user now: he may have been removed from it.
   *
   * @throws AuthenticationException {@link ErrorCode#CHAIN_BODY} for any other that the server does
   *     not show, or the code of what does not verify
   */
  public OfGroup require(ChainId group) {
    OfGroup found = of(group);
    found
        .unseen()
        .forEach((room, unseen) -> {
          boolean elsewhere =
              pins.roomGroups(room).filter(last -> !last.groups().containsKey(group)).isPresent();
          if (!unseen.absent() || !elsewhere) {
            throw unseen.why();
          }
        });
    return found;
  }

  private Set<ChainId> all() {
    Set<ChainId> all = new LinkedHashSet<>();
    rooms.reached().forEach(reached -> all.add(reached.room()));
    pins.chains().stream().filter(chain -> logged(chain) > 0).forEach(all::add);
    return all;
  }

  /** As it was verified before, where nothing followed; else as the server shows it. */
  private Pins.RoomGroups now(ChainId room) {
    Optional<Pins.RoomGroups> last = pins.roomGroups(room);
    if (last.filter(known -> known.logged() == logged(room)).isPresent()) {
      return last.get();
    }
    rooms.verify(room);
    return pins.roomGroups(room).orElseThrow();
  }

  private long logged(ChainId room) {
    return keyring.directory().of(DirectoryEntry.Kind.ROOM, room.value()).size();
  }

  private static Unseen unseen(ErrorCode code, ChainId room, @Nullable String why, boolean absent) {
    String message =
        "a room that may be granted to the group cannot be looked at, "
            + room
            + ": "
            + why
            + "; if you are no longer in it, strongroom room forget";
    return new Unseen(new AuthenticationException(code, message), absent);
  }
}
