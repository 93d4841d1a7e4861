package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import java.util.List;
import java.util.Map;

/** Roots of member and grant lists, for who signs a link. */
public final class Lists {
  private Lists() {}

  /** What a link states of its list. */
  public record Root(Hash hash, long count) {}

  /**
   * The member list after {@code changes}.
   *
   * @param before a state's own list costs what the changes do; any other map is built up first
   */
  public static Root ofMembers(
      Map<UserId, GroupState.Member> before, List<GroupLink.Change> changes) {
    ListMap<UserId, GroupState.Member> after = of(before, MemberList.members());
    for (GroupLink.Change change : changes) {
      after =
          switch (change) {
            case GroupLink.Change.Put(UserId user, Hash identity, GroupRole role) ->
                after.with(user, new GroupState.Member(identity, role));
            case GroupLink.Change.Remove(UserId user) -> after.without(user);
          };
    }
    return new Root(after.rootHash(), after.size());
  }

  /**
   * The list of grants after {@code changes}.
   *
   * @param before as for members
   */
  public static Root ofGrants(Map<Grantee, Grant> before, List<RoomLink.Change> changes) {
    ListMap<Grantee, Grant> after = of(before, MemberList.grants());
    for (RoomLink.Change change : changes) {
      after =
          switch (change) {
            case RoomLink.Change.Put(Grant grant) -> after.with(grant.grantee(), grant);
            case RoomLink.Change.Remove(Grantee grantee) -> after.without(grantee);
          };
    }
    return new Root(after.rootHash(), after.size());
  }

  private static <K, V> ListMap<K, V> of(Map<K, V> map, ListMap<K, V> empty) {
    if (map instanceof ListMap<K, V> list) {
      return list;
    }
    ListMap<K, V> built = empty;
    for (Map.Entry<K, V> entry : map.entrySet()) {
      built = built.with(entry.getKey(), entry.getValue());
    }
    return built;
  }
}
