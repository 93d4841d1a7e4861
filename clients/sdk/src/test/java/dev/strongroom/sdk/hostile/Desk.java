package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Room;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A manager with an agent, a personnel desk whose proposals a rule of his names, and a newcomer
 * whose keys he has confirmed. The group and the room have a second manager and the member in them.
 */
final class Desk implements AutoCloseable {
  static final Duration EXPIRES = Duration.ofDays(3);

  private final World world;
  private final ChainId group;
  private final ChainId room;

  Desk(Path folder) throws IOException {
    world = new World(folder);
    world.enrol("second");
    world.enrol("desk");
    world.enrol("newcomer");
    room = world.room();
    for (String name : List.of("manager", "second", "member", "desk")) {
      world.trustRoot(name);
    }
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
      manager.addMember(group, manager.people().named("second"), GroupRole.MANAGER);
      manager.grant(room.toString(), manager.people().named("second"), Role.MANAGER);
      confirm(manager, "newcomer");
      Person desk = confirm(manager, "desk");
      AgentRules rules = manager.agentRules();
      rules.allow(new AgentRules.Rule(group, desk.user(), desk.newest().hash(), "member", true));
      rules.allow(new AgentRules.Rule(room, desk.user(), desk.newest().hash(), "viewer", true));
    }
  }

  World world() {
    return world;
  }

  ChainId group() {
    return group;
  }

  ChainId room() {
    return room;
  }

  private static Person confirm(Strongroom client, String name) {
    Person person = client.people().named(name);
    return client.people().pin(person, name, Optional.of(person.fingerprint()));
  }

  Organisation.Somebody somebody(String name) {
    return world.platform().people().somebody(name);
  }

  UserId user(String name) {
    return somebody(name).user();
  }

  GroupState groupNow() {
    try (Strongroom manager = world.client("manager")) {
      return manager.groups().stream()
          .filter(g -> g.id().equals(group))
          .findFirst()
          .orElseThrow()
          .state();
    }
  }

  RoomState roomNow() {
    try (Strongroom manager = world.client("manager");
        Room open = manager.room(room.toString())) {
      return open.chain().newest();
    }
  }

  Optional<GroupRole> groupRole(String name) {
    return Optional.ofNullable(groupNow().members().get(user(name))).map(GroupState.Member::role);
  }

  Optional<Role> roomRole(String name) {
    return Optional.ofNullable(roomNow().grants().get(new Grantee.User(user(name))))
        .map(grant -> grant.role());
  }

  Proposal.Seen seenGroup() {
    GroupState now = groupNow();
    return new Proposal.Seen(Proposal.Kind.GROUP, now.id(), now.sequence(), now.head());
  }

  Proposal.Seen seenRoom() {
    RoomState now = roomNow();
    return new Proposal.Seen(Proposal.Kind.ROOM, now.id(), now.sequence(), now.head());
  }

  /** Signs a proposal as {@code by}; an empty role is none. */
  Signed<Proposal> signed(
      String by, Proposal.Action action, Proposal.Seen seen, String about, String role) {
    return signed(somebody(by), action, seen, somebody(about), role, World.CLOCK.instant());
  }

  Signed<Proposal> signed(
      Organisation.Somebody by,
      Proposal.Action action,
      Proposal.Seen seen,
      Organisation.Somebody about,
      String role,
      Instant made) {
    Header header =
        new Header(
            world.platform().organisation().id(),
            0,
            Optional.empty(),
            List.of(by.keys().signing().verifyingKey().id()),
            made);
    return Proposal.sign(
        new Proposal(
            header,
            by.author(),
            action,
            seen,
            about.user(),
            about.identity().hash(),
            role.isEmpty() ? Optional.empty() : Optional.of(role),
            "starts on Monday",
            made.plus(EXPIRES)),
        by.keys().signing());
  }

  /** The desk proposes, and the platform shows it. */
  Signed<Proposal> proposes(Proposal.Action action, Proposal.Seen seen, String about, String role) {
    Signed<Proposal> proposal = signed("desk", action, seen, about, role);
    world.platform().asked().serve(proposal);
    return proposal;
  }

  /** One round of somebody's agent. */
  List<AgentEvent> round(String name) {
    world.platform().forgetRequests();
    try (Strongroom client = world.client(name)) {
      return client.agent().round(client.groupIds(), () -> false);
    }
  }

  /** A round in which nothing is signed, and the one thing that was asked is told so. */
  void assertSignsNothing(AgentEvent.Kind kind, String why) {
    List<AgentEvent> events = round("manager");
    world.assertNoRequest(
        Request.post("/access/").or(Request.post("/commits")).or(Request.post("/rewraps")));
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(kind);
          assertThat(event.detail()).contains(why);
        });
  }

  void assertWaits(String why) {
    assertSignsNothing(AgentEvent.Kind.WAITING, why);
  }

  /** The platform takes no link of the manager's agent in this place, for another was first. */
  void overtaken(Runnable meanwhile) {
    world.platform().lieOnce(firstLink(meanwhile), Answer.problem(409, "stale-head"));
  }

  /** Something happens between what the manager's client looked at and the link that it signs. */
  void meanwhile(Runnable what) {
    world
        .platform()
        .lie(firstLink(what).and(_ -> false), Answer.problem(500, "no answer of this platform"));
  }

  private static Predicate<Request> firstLink(Runnable meanwhile) {
    AtomicBoolean first = new AtomicBoolean(true);
    return request -> {
      boolean link = request.method().equals("POST") && request.path().endsWith("/links");
      if (!link || !request.token().equals("manager") || !first.getAndSet(false)) {
        return false;
      }
      meanwhile.run();
      return true;
    };
  }

  @Override
  public void close() {
    world.close();
  }
}
