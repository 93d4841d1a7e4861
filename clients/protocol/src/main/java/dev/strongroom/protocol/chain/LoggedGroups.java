package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import java.util.HashMap;
import java.util.Map;

/** The groups as they are known at a link's own place in the log. */
final class LoggedGroups {
  private final Groups groups;
  private final long at;
  private final Map<ChainId, GroupState> newest = new HashMap<>();

  LoggedGroups(Groups groups, long at) {
    this.groups = groups;
    this.at = at;
  }

  long at() {
    return at;
  }

  /** What is not logged yet may never be: a link cannot rest on it. */
  GroupState named(GroupHead head) {
    GroupState state;
    try {
      state = groups.at(head);
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.GROUP_CHAIN) {
        throw LinkException.chain("a link names a head that the group's chain does not have");
      }
      throw e;
    }
    if (!Order.isBefore(state.index(), at)) {
      throw LinkException.order("a link names a group's head that was logged after it");
    }
    return state;
  }

  /** The newest state logged before the link. */
  GroupState newest(ChainId group) {
    GroupState known = newest.get(group);
    if (known == null) {
      known = groups.before(group, at);
      newest.put(group, known);
    }
    return known;
  }
}
