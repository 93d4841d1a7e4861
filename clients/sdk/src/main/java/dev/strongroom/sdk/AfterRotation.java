package dev.strongroom.sdk;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.room.Rooms;
import dev.strongroom.sdk.server.ServerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a rotation leaves to be done once its wraps are made: new epochs wherever the old identity
 * stood and gave its keys up, in groups by any member and in rooms by who writes (section 5); and
 * an own commit signed over that was the newest of its room, for under a replaced key it counts no
 * longer (section 3, rule 4). Idempotent: what is not due is left alone.
 */
final class AfterRotation {
  private final GroupWriter groups;
  private final Rooms rooms;
  private final Map<ChainId, String> left;

  /**
   * @param left chains that could not be done before, with why: they are not tried again
   */
  AfterRotation(GroupWriter groups, Rooms rooms, Map<ChainId, String> left) {
    this.groups = groups;
    this.rooms = rooms;
    this.left = new LinkedHashMap<>(left);
  }

  /**
   * Groups first, for a room's keys are due once those of a group granted are renewed.
   *
   * @return all that is left to be done, with why
   * @throws ServerException if the server is away
   */
  Map<ChainId, String> finish(List<ChainId> inGroups, List<ChainId> inRooms) {
    inGroups.forEach(group -> attempt(group, () -> groups.rekeyIfDue(group)));
    inRooms.forEach(room -> attempt(room, () -> rooms.afterRotation(room)));
    return Map.copyOf(left);
  }

  private void attempt(ChainId chain, Runnable work) {
    if (left.containsKey(chain)) {
      return;
    }
    try {
      work.run();
    } catch (ProtocolException e) {
      left.put(chain, e.code() + ": " + e.getMessage());
    } catch (MembershipException e) {
      left.put(chain, String.valueOf(e.getMessage()));
    } catch (ServerException e) {
      if (e.status() == ServerException.AWAY) {
        throw e;
      }
      left.put(chain, String.valueOf(e.getMessage()));
    }
  }
}
