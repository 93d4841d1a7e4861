package dev.strongroom.sdk.proposal;

import dev.strongroom.protocol.ChainId;
import java.util.Map;

/**
 * What became of what a removal calls for, once its link stands.
 *
 * @param renewed rooms that have new keys, for the group that they are granted lost a member
 * @param left rooms whose keys could not be renewed now, with why: whoever writes there next renews
 *     them first
 * @param settled false if the one who was removed wrote just before: the room waits to be settled
 */
public record Answered(int renewed, Map<ChainId, String> left, boolean settled) {
  /** Where nothing is called for. */
  public static final Answered DONE = new Answered(0, Map.of(), true);

  public Answered {
    left = Map.copyOf(left);
  }

  /** Does what a removal calls for, as it is done after one that nobody asked for. */
  public interface AfterRemoval {
    /** After a removal from a group. */
    Answered fromGroup();

    /** After a removal of somebody who wrote to a room. */
    Answered fromRoom(ChainId room);
  }
}
