package dev.strongroom.protocol.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The list that a chain's states hold is the tree whose root its links sign. */
class ListMapTest {
  private final long seed = Seed.ofThisRun();
  private final SecureRandom random = Seed.random(seed);

  private static Bytes key(UserId user) {
    return Sha256.of(Context.bare("list-key").with(user.value())).value();
  }

  private static Bytes leaf(UserId user, GroupState.Member member) {
    return Sha256.of(
            Context.bare("list-member")
                .with(user.value())
                .with(member.identity().value())
                .with(member.role().text()))
        .value();
  }

  @Test
  void list_changedAtRandom_isAMapAndTheSparseTreeOverIt() {
    Random choice = new Random(seed);
    List<UserId> users = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      users.add(new UserId(Bytes.random(random, 32)));
    }
    ListMap<UserId, GroupState.Member> list = MemberList.members();
    Map<UserId, GroupState.Member> model = new HashMap<>();
    SparseTree tree = SparseTree.empty(TreePurpose.MEMBERS);
    for (int step = 0; step < 600; step++) {
      UserId user = users.get(choice.nextInt(users.size()));
      if (choice.nextInt(3) == 0) {
        list = list.without(user);
        model.remove(user);
        tree = tree.remove(key(user));
      } else {
        GroupState.Member member =
            new GroupState.Member(
                new Hash(Bytes.random(random, 32)),
                choice.nextBoolean() ? GroupRole.MEMBER : GroupRole.MANAGER);
        list = list.with(user, member);
        model.put(user, member);
        tree = tree.put(key(user), leaf(user, member));
      }
      assertThat(list.rootHash()).as("seed " + seed).isEqualTo(tree.rootHash());
      assertThat(list).as("seed " + seed).isEqualTo(model);
      assertThat(list.size()).isEqualTo(model.size());
      assertThat(list.get(user)).isEqualTo(model.get(user));
    }
  }

  @Test
  void change_leavesTheListBeforeAsItWas() {
    UserId one = new UserId(Bytes.random(random, 32));
    UserId two = new UserId(Bytes.random(random, 32));
    GroupState.Member member =
        new GroupState.Member(new Hash(Bytes.random(random, 32)), GroupRole.MEMBER);
    ListMap<UserId, GroupState.Member> first = MemberList.members().with(one, member);
    Hash root = first.rootHash();
    ListMap<UserId, GroupState.Member> second = first.with(two, member).without(one);
    assertThat(first).containsOnlyKeys(one);
    assertThat(first.rootHash()).isEqualTo(root);
    assertThat(second).containsOnlyKeys(two);
    assertThat(second.without(two).rootHash()).isEqualTo(TreePurpose.MEMBERS.emptyRoot());
  }

  @Test
  void root_ofAListBuiltAnew_isThatOfTheStateThatGrew() {
    ListMap<UserId, GroupState.Member> grown = MemberList.members();
    for (int i = 0; i < 500; i++) {
      grown =
          grown.with(
              new UserId(Bytes.random(random, 32)),
              new GroupState.Member(new Hash(Bytes.random(random, 32)), GroupRole.MEMBER));
    }
    assertThat(Lists.ofMembers(new HashMap<>(grown), List.of()))
        .isEqualTo(Lists.ofMembers(grown, List.of()));
  }
}
