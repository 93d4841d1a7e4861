package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group of many: what its members cost in requests is bounded, and nobody is taken unverified.
 */
class ManyMembersTest {
  /** More than two batches of people hold; a link takes 1,000. */
  private static final int MEMBERS = 1_001;

  private static final Predicate<Request> PEOPLE = Request.to("/identity/v1/users");

  @TempDir Path folder;
  private World world;
  private final List<UserId> many = new ArrayList<>();
  private ChainId group;

  @BeforeEach
  void aGroupOfMany() throws Exception {
    world = new World(folder);
    for (int i = 0; i < MEMBERS; i++) {
      many.add(world.platform().people().enrol("person-" + i).user());
    }
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void addAll() {
    try (Strongroom manager = world.client("manager")) {
      manager.people().load(many);
      List<Person> people = many.stream().map(manager.people()::byId).toList();
      manager.addMembers(group, people.subList(0, 1_000), GroupRole.MEMBER);
      manager.addMembers(group, people.subList(1_000, MEMBERS), GroupRole.MEMBER);
    }
  }

  private long requests(Predicate<Request> kind) {
    return world.platform().requests().stream().filter(kind).count();
  }

  @Test
  void addingAndRemovingInAGroupOfMany_asksForThePeopleInBatches() {
    world.platform().forgetRequests();
    addAll();
    assertThat(requests(PEOPLE)).isLessThanOrEqualTo(6);
    assertThat(requests(r -> true)).isLessThan(30);
    world.platform().forgetRequests();
    try (Strongroom manager = world.client("manager")) {
      manager.removeMember(group, many.getFirst());
    }
    assertThat(requests(PEOPLE)).isLessThanOrEqualTo(6);
    assertThat(requests(r -> true)).isLessThan(30);
    // Who only reads asks for nobody's keys but those of who signed.
    world.platform().forgetRequests();
    try (Strongroom member = world.client("member")) {
      assertThat(member.groups().getFirst().state().members()).hasSize(MEMBERS + 1);
    }
    assertThat(requests(PEOPLE)).isLessThanOrEqualTo(3);
  }

  @Test
  void t10_oneAmongManyWithAnotherKey_dirProofAndNothingIsSigned() {
    addAll();
    Organisation.Somebody other = world.platform().organisation().another("person-7");
    world
        .platform()
        .bend(
            Request.post("/users/batch"),
            json -> {
              ArrayNode identities = (ArrayNode) json.path(7).path("identities");
              identities.removeAll();
              identities.add(other.identity().envelope().encode().toBase64Url());
            });
    world.platform().forgetRequests();
    assertRefused(
        ErrorCode.DIR_PROOF,
        () -> {
          try (Strongroom manager = world.client("manager")) {
            manager.removeMember(group, many.getFirst());
          }
        });
    world.assertNoRequest(Request.post("/links"));
  }

  @Test
  void peopleWhomABatchLeavesOut_areAskedForOneByOne() {
    world.platform().bend(Request.post("/users/batch"), json -> ((ArrayNode) json).remove(0));
    try (Strongroom manager = world.client("manager")) {
      manager.people().load(many.subList(0, 3));
      assertThat(many.subList(0, 3)).allMatch(u -> manager.people().byId(u).user().equals(u));
    }
  }
}
