package dev.strongroom.bench;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * What it costs to add one more member to a small group and to one of the whole staff: rounds
 * alternate, the last of them adds the 10th and the 10,000th.
 */
final class GroupAddBench {
  /** People who are written down beforehand: for both groups. */
  static final int PEOPLE = 10_100;

  private static final int SMALL = 10;
  private static final int LARGE = 10_000;
  private static final int ROUNDS = 7;

  /** In one link. */
  private static final int AT_ONCE = 500;

  private final Strongroom manager;
  private final Deque<UserId> people;

  /**
   * @param people at least {@value #PEOPLE}, whom the directory has
   */
  GroupAddBench(Strongroom manager, List<UserId> people) {
    this.manager = manager;
    this.people = new ArrayDeque<>(people);
  }

  void run(Map<String, Object> figures) {
    List<Person> small = known(SMALL - 1);
    ChainId ten = manager.createGroup("Ten");
    // The manager is a member as well.
    manager.addMembers(ten, small.subList(0, SMALL - 1 - ROUNDS), GroupRole.MEMBER);
    ChainId staff = manager.createGroup("All staff");
    long start = System.nanoTime();
    for (int left = LARGE - 1 - ROUNDS; left > 0; left -= AT_ONCE) {
      manager.addMembers(staff, known(Math.min(AT_ONCE, left)), GroupRole.MEMBER);
    }
    System.err.printf("group of %,d in %.1f s%n", LARGE, Samples.secondsSince(start));
    List<Person> large = known(ROUNDS);
    Samples toSmall = new Samples();
    Samples toLarge = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      toSmall.add(seconds(ten, small.get(SMALL - 1 - ROUNDS + round)));
      toLarge.add(seconds(staff, large.get(round)));
    }
    System.err.println("a member to a group of 10: " + toSmall + " s, of 10,000: " + toLarge);
    figures.put("add_member_10_s", toSmall.rounded());
    figures.put("add_member_10k_s", toLarge.rounded());
    figures.put("add_ratio_member_10k_to_10", Samples.rounded(toLarge.median() / toSmall.median()));
  }

  private double seconds(ChainId group, Person person) {
    long start = System.nanoTime();
    manager.addMember(group, person, GroupRole.MEMBER);
    return Samples.secondsSince(start);
  }

  private List<Person> known(int count) {
    List<UserId> users = new ArrayList<>();
    while (users.size() < count) {
      users.add(people.removeFirst());
    }
    manager.people().load(users);
    return users.stream().map(manager.people()::byId).toList();
  }
}
