package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.agent.AgentEvent.Kind;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deposits that an agent adopts unasked, and those that it leaves: T59, T77. */
@Timeout(120)
class AdoptingTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void begin() throws IOException {
    world = new World(folder);
    world.enrol("depositor");
    world.platform().chains().onlySends("depositor");
    room = world.room();
    world.trustRoot("manager");
    world.trustRoot("member");
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("depositor"), Role.DEPOSITOR);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void allow(String into) {
    try (Strongroom member = world.client("member")) {
      member.agentRules().adopt(room, World.path(into));
    }
  }

  private void send(String name) throws IOException {
    try (Strongroom depositor = world.client("depositor")) {
      depositor
          .depositRoom(room.toString())
          .send(world.file(name, "of " + name), NodeName.of(name), TransferListener.NONE);
    }
  }

  private List<AgentEvent> round() {
    return round("member");
  }

  private List<AgentEvent> round(String name) {
    try (Strongroom client = world.client(name)) {
      return client.agent().round(client.groupIds(), () -> false);
    }
  }

  private static List<Kind> kinds(List<AgentEvent> events) {
    return events.stream().map(AgentEvent::kind).filter(k -> k != Kind.REPEATED).toList();
  }

  private List<String> names(String in) throws Exception {
    List<String> names = new ArrayList<>();
    world.with(
        "manager",
        room,
        open -> {
          for (Entry entry : open.list(World.path(in))) {
            names.add(entry.metadata().name().value());
            entry.close();
          }
        });
    return names;
  }

  @Test
  void deposits_areAdoptedIntoTheFolderOfTheRule_eachOnce() throws Exception {
    send("one");
    send("two");
    allow("from outside/new");
    assertThat(kinds(round())).containsExactly(Kind.ADOPTED);
    assertThat(names("from outside/new")).containsExactlyInAnyOrder("one", "two");
    // The platform shows them as waiting, as a liar does: they are in the room already.
    DepositPart deposits = world.platform().rooms().deposits();
    deposits.all().forEach(deposit -> deposits.settle(deposit.hash(), "waiting"));
    int commits = world.platform().rooms().commits(room);
    assertThat(kinds(round())).containsExactly(Kind.TROUBLE, Kind.TROUBLE);
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits);
  }

  /** The history is gone over to retire an epoch, and not before that can come to something. */
  @Test
  void depositUnderAnOlderEpoch_keepsItInUse_andNoHistoryIsFetchedUntilItIsAdopted()
      throws Exception {
    world.put("manager", room, world.file("first", "first"), "first");
    send("one");
    world.with(
        "manager",
        room,
        open -> {
          open.keys().rotate();
          open.keys().rewrap(RewrapListener.NONE, () -> false);
        });
    world.platform().forgetRequests();
    assertThat(kinds(round("manager"))).containsExactly(Kind.WAITING);
    world.assertNoRequest(Request.to("/history"));
    allow("in");
    assertThat(kinds(round())).containsExactly(Kind.ADOPTED);
    assertThat(kinds(round("manager"))).containsExactly(Kind.RETIRED);
  }

  @Test
  void withoutARule_orAfterItWasTakenBack_depositsWaitForAHand() throws Exception {
    send("one");
    assertThat(round()).isEmpty();
    allow("in");
    try (Strongroom member = world.client("member")) {
      member.agentRules().leaveDeposits(room);
    }
    assertThat(round()).isEmpty();
    assertThat(world.platform().rooms().commits(room)).isZero();
  }

  @Test
  void ruleForAnotherRoom_adoptsNothingHere() throws Exception {
    send("one");
    ChainId other = world.room("Plans");
    try (Strongroom member = world.client("member")) {
      member.agentRules().adopt(other, World.path("in"));
    }
    assertThat(round()).isEmpty();
    assertThat(world.platform().rooms().commits(room)).isZero();
  }

  @Test
  void t59_badDepositBesideGoodOnes_isNamedAndLeft() throws Exception {
    send("good");
    Signed<Deposit> good = world.platform().rooms().deposits().all().getFirst();
    Organisation.Somebody outsider = world.platform().people().somebody("outsider");
    world
        .platform()
        .rooms()
        .deposits()
        .serveFirst(room, Deposit.sign(good.body(), outsider.keys().signing()));
    allow("in");
    List<AgentEvent> events = round();
    assertThat(kinds(events)).containsExactly(Kind.TROUBLE, Kind.ADOPTED);
    assertThat(events.getFirst().detail())
        .startsWith("deposit " + good.hash() + ": refused: STATEMENT");
    assertThat(names("in")).containsExactly("good");
  }

  @Test
  void t77_sentByOneWhoWasRemovedSince_waitsForAHand() throws Exception {
    send("late");
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(
          room.toString(),
          new Grantee.User(world.platform().people().somebody("depositor").user()));
    }
    allow("in");
    List<AgentEvent> events = round();
    assertThat(kinds(events)).containsExactly(Kind.WAITING);
    assertThat(events.getFirst().detail()).contains("for a hand: DEPOSIT");
    assertThat(world.platform().rooms().commits(room)).isZero();
  }

  /** The platform kept the removal back until the commit that adopts was signed once. */
  @Test
  void t77_senderRemovedWhileItIsAdopted_waitsForAHand() throws Exception {
    send("late");
    allow("in");
    AtomicBoolean first = new AtomicBoolean(true);
    world
        .platform()
        .lieOnce(
            Request.post("/commits").and(_ -> first.getAndSet(false)).and(_ -> withdrawn()),
            Answer.problem(409, "stale-head"));
    List<AgentEvent> events = round();
    assertThat(first).isFalse();
    assertThat(kinds(events)).containsExactly(Kind.TROUBLE);
    assertThat(events.getFirst().detail()).contains("refused: DEPOSIT");
    assertThat(world.platform().rooms().commits(room)).isZero();
    assertThat(kinds(round())).containsExactly(Kind.WAITING);
  }

  private boolean withdrawn() {
    try (Strongroom manager = world.client("manager")) {
      return manager.withdraw(
          room.toString(),
          new Grantee.User(world.platform().people().somebody("depositor").user()));
    }
  }

  /** More of one name than a folder takes: the rest is adopted all the same. */
  @Test
  void depositsThatFindNoName_keepNobodyFromTheRest() throws Exception {
    for (int i = 0; i < 21; i++) {
      send("same");
    }
    send("other");
    allow("in");
    List<AgentEvent> events = round();
    assertThat(kinds(events)).containsExactly(Kind.ADOPTED, Kind.WAITING);
    assertThat(events.getLast().detail()).contains("no free name");
    assertThat(names("in")).hasSize(21).contains("other");
  }

  @Test
  void agentOfAViewer_adoptsNothing() throws Exception {
    send("one");
    try (Strongroom manager = world.client("manager")) {
      manager.changeRole(
          room.toString(),
          new Grantee.User(world.platform().people().somebody("member").user()),
          Role.VIEWER);
    }
    allow("in");
    // The platform says that he manages the room.
    assertThat(round()).isEmpty();
    assertThat(world.platform().rooms().commits(room)).isZero();
  }
}
