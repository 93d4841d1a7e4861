package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.demo.Player;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others ask managers for: answered several at once, and by two at the same moment. */
@ExtendWith(Platform.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class ProposalsIT {
  private static final String ROOM = "Answers";
  private static final int REFUSED = 4;
  private static final int NOT_VERIFIED = 5;

  private static Operator operator;
  private static Player one;
  private static Player other;
  private static Player desk;
  private static Player administrator;
  private static final List<Player> PEOPLE = new ArrayList<>();
  private static String room = "";
  private static String group = "";

  @BeforeAll
  static void start(Platform platform) throws Exception {
    operator = new Operator(platform);
    one = platform.enrolled("answers-one");
    other = platform.enrolled("answers-other");
    desk = platform.enrolled("answers-desk");
    administrator = platform.enrolled("answers-administrator", "org-admin");
    for (String name : List.of("answers-a", "answers-b", "answers-c")) {
      PEOPLE.add(platform.enrolled(name));
    }
    group = one.asks("group", "create", "Answering").path("id").asText();
    room = one.asks("room", "create", ROOM).path("id").asText();
    one.does(
        "group",
        "add",
        group,
        other.name(),
        "--role",
        "manager",
        "--expect-fingerprint",
        of(other));
    one.does("room", "add", ROOM, "--user", other.name(), "--role", "manager");
    other.does("room", "accept", room, "--yes");
    for (Player manager : List.of(one, other)) {
      for (Player person : PEOPLE) {
        manager.does("contact", "verify", person.name(), of(person));
      }
      manager.does(
          "agent",
          "allow",
          "--group",
          group,
          "--proposer",
          desk.name(),
          "--up-to",
          "member",
          "--expect-fingerprint",
          of(desk));
    }
  }

  private static String of(Player player) {
    return player.asks("whoami").path("fingerprint").asText();
  }

  private static String asksFor(Player person, String role) {
    return administrator
        .asks("proposals", "request", "add", person.name(), "--room", room, "--role", role)
        .path("id")
        .asText();
  }

  private static List<String> refusals(Player.Outcome outcome) {
    return outcome.err().lines().filter(line -> line.startsWith("strongroom: ")).toList();
  }

  @Test
  @Order(1)
  void severalAnsweredAtOnce_oneOfThemTakenBack_theRestIsSigned_andTheLineSaysWhich()
      throws Exception {
    String a = asksFor(PEOPLE.get(0), "viewer");
    String b = asksFor(PEOPLE.get(1), "viewer");
    String c = asksFor(PEOPLE.get(2), "editor");
    administrator.does("proposals", "withdraw", b);
    Player.Outcome outcome = one.tries("proposals", "approve", a, b, c, "--json");
    assertThat(outcome.status()).isEqualTo(REFUSED);
    assertThat(refusals(outcome)).singleElement().asString().contains("withdrawn");
    JsonNode done = outcome.json();
    assertThat(done.findValuesAsText("approved")).containsExactly("true", "false", "true");
    assertThat(done.findValuesAsText("id")).containsExactly(a, b, c);
    PEOPLE.get(0).does("room", "accept", room, "--yes");
    PEOPLE.get(2).does("room", "accept", room, "--yes");
    assertThat(PEOPLE.get(1).tries("room", "accept", room, "--yes").status()).isEqualTo(REFUSED);
    // Nothing waits any more, and the same again is refused three times.
    Player.Outcome again = one.tries("proposals", "approve", a, b, c);
    assertThat(again.status()).isEqualTo(REFUSED);
    assertThat(refusals(again)).hasSize(3);
    assertThat(again.out()).isEqualTo("Signed: 0, and not: 3.");
  }

  @Test
  @Order(2)
  void severalTurnedDownAtOnce_oneThatIsNotThere_theRestIsTurnedDown() {
    String b = asksFor(PEOPLE.get(1), "viewer");
    Player.Outcome outcome = other.tries("proposals", "reject", "nothing-of-that-id", b);
    assertThat(outcome.status()).isEqualTo(REFUSED);
    assertThat(refusals(outcome)).singleElement().asString().contains("nothing-of-that-id");
    assertThat(outcome.out()).isEqualTo("Rejected: 1, and not: 1.");
    Player.Outcome twice = one.tries("proposals", "reject", b);
    assertThat(twice.status()).isEqualTo(REFUSED);
    assertThat(refusals(twice)).singleElement().asString().contains("rejected");
  }

  @Test
  @Order(3)
  void t62_twoManagersAnswerOneRequestAtOnce_oneLink_andOnePlainRefusal() throws Exception {
    String b = asksFor(PEOPLE.get(1), "viewer");
    long before = operator.count(room);
    List<Player.Outcome> both =
        atOnce(
            () -> one.tries("proposals", "approve", b),
            () -> other.tries("proposals", "approve", b));
    assertOneSigned(both, REFUSED);
    assertThat(operator.count(room)).isEqualTo(before + 1);
    PEOPLE.get(1).does("room", "accept", room, "--yes");
  }

  @Test
  @Order(4)
  void t62_anAgentAndAHandAnswerOneProposalAtOnce_oneLink_andOnePlainRefusal() throws Exception {
    for (Player person : PEOPLE) {
      Signed<Proposal> proposal;
      try (OwnKeys keys = OwnKeys.of(desk);
          OwnKeys about = OwnKeys.of(person)) {
        Signed<Identity> identity = about.identity();
        proposal = keys.proposes(seen(), identity, "member");
      }
      assertThat(operator.proposes(desk, proposal.envelope())).isEqualTo(200);
      long before = operator.count(group);
      List<Player.Outcome> both =
          atOnce(
              () -> one.tries("proposals", "approve", proposal.hash().toString()),
              () -> other.tries("agent", "run", "--once", "--json"));
      assertThat(operator.count(group)).isEqualTo(before + 1);
      boolean byHand = both.getFirst().status() == 0;
      if (!byHand) {
        assertThat(both.getFirst().status()).isIn(REFUSED, NOT_VERIFIED);
        assertThat(refusals(both.getFirst())).hasSize(1);
      }
      assertThat(both.getLast().status()).as(both.getLast().err()).isZero();
      assertThat(both.getLast().json().findValuesAsText("kind").contains("signed"))
          .as(both.getLast().out())
          .isEqualTo(!byHand);
    }
  }

  /** Whoever runs the platform writes a request about somebody whom there is not into its table. */
  @Test
  @Order(5)
  void requestAboutNobody_isShownAsSuch_andHidesNoneOfTheOthers() throws Exception {
    String staff = one.asks("group", "create", "Newcomers").path("id").asText();
    String nobody = asksForMember(PEOPLE.get(0), "add", staff);
    String somebody = asksForMember(PEOPLE.get(1), "add", staff);
    operator.asksForNobody(nobody);
    JsonNode rows = one.asks("proposals", "list");
    assertThat(rows.findValuesAsText("id")).contains(nobody, somebody);
    assertThat(rows.findValuesAsText("name")).anyMatch(name -> name.startsWith("unknown person"));
    assertThat(one.does("proposals", "list").out()).contains("unknown person");
    Player.Outcome outcome = one.tries("proposals", "approve", nobody, somebody, "--json");
    assertThat(outcome.status()).isEqualTo(REFUSED);
    assertThat(outcome.json().findValuesAsText("approved")).containsExactly("false", "true");
    assertThat(outcome.json().findValuesAsText("fingerprint")).containsExactly(of(PEOPLE.get(1)));
    one.does("proposals", "reject", nobody);
  }

  private static String asksForMember(Player person, String action, String of) {
    List<String> command =
        new ArrayList<>(List.of("proposals", "request", action, person.name(), "--group", of));
    if (action.equals("add")) {
      command.addAll(List.of("--role", "member"));
    }
    return administrator.asks(command.toArray(String[]::new)).path("id").asText();
  }

  /** As the same removal by hand tells it; and a grant to a group shows who is in it. */
  @Test
  @Order(6)
  void removalFromAGroup_askedFor_renewsTheRoomThatItIsGranted_andSaysSo() {
    String staff = one.asks("group", "create", "Leavers").path("id").asText();
    one.does("group", "add", staff, PEOPLE.get(2).name());
    String granted = one.asks("room", "create", "Left behind").path("id").asText();
    Player.Outcome grant =
        one.tries("room", "add", granted, "--group", staff, "--role", "editor", "--json");
    assertThat(grant.status()).as(grant.err()).isZero();
    assertThat(grant.err()).contains(of(one), PEOPLE.get(2).name(), "in all      2");
    assertThat(grant.json().at("/group/creator/fingerprint").asText()).isEqualTo(of(one));
    assertThat(grant.json().at("/group/count").asInt()).isEqualTo(2);
    long before = one.asks("room", "show", granted).path("epoch").asLong();
    String leaves = asksForMember(PEOPLE.get(2), "remove", staff);
    JsonNode done = one.asks("proposals", "approve", leaves).path(0);
    assertThat(done.path("roomsRenewed").asInt()).isEqualTo(1);
    assertThat(done.path("roomsLeft").isObject()).isTrue();
    assertThat(one.asks("room", "show", granted).path("epoch").asLong()).isEqualTo(before + 1);
  }

  private static Proposal.Seen seen() {
    try (Strongroom client = Strongroom.connect(one.config())) {
      var now =
          client.groups().stream()
              .filter(g -> g.id().toString().equals(group))
              .findFirst()
              .orElseThrow()
              .state();
      return new Proposal.Seen(Proposal.Kind.GROUP, now.id(), now.sequence(), now.head());
    }
  }

  private static void assertOneSigned(List<Player.Outcome> both, int refused) {
    assertThat(both).extracting(Player.Outcome::status).containsExactlyInAnyOrder(0, refused);
    for (Player.Outcome outcome : both) {
      assertThat(refusals(outcome)).hasSize(outcome.status() == 0 ? 0 : 1);
      assertThat(outcome.err()).doesNotContain("Exception");
    }
  }

  private static List<Player.Outcome> atOnce(
      Callable<Player.Outcome> first, Callable<Player.Outcome> second) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    List<Callable<Player.Outcome>> race = new ArrayList<>();
    for (Callable<Player.Outcome> call : List.of(first, second)) {
      race.add(() -> {
        barrier.await();
        return call.call();
      });
    }
    List<Player.Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<Player.Outcome> outcome : threads.invokeAll(race)) {
        outcomes.add(outcome.get());
      }
    }
    return outcomes;
  }
}
