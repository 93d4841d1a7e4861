package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.demo.Player;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.room.Room;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The payroll room: who is in it, whose agents run, and what is asked of them. */
final class Payroll implements AutoCloseable {
  static final String ROOM = "Payroll";
  static final String GROUP = "Pay staff";
  private static final String SALARIES = "what everybody earns";

  private final Operator operator;
  private final Player paymaster;
  private final Player deputy;
  private final Player clerk;
  private final Player newcomer;
  private final Player desk;
  private final String room;
  private final String group;
  private final RunningAgent ofPaymaster;
  private final RunningAgent ofClerk;
  private final List<String> filed = new ArrayList<>();

  /** The paymaster manages, with a deputy; the clerk is in by his group. */
  Payroll(Platform platform, Operator operator) throws IOException {
    this.operator = operator;
    paymaster = platform.enrolled("paymaster");
    deputy = platform.enrolled("pay-deputy");
    clerk = platform.enrolled("pay-clerk");
    newcomer = platform.enrolled("pay-newcomer");
    desk = platform.enrolled("personnel-desk");
    group = paymaster.asks("group", "create", GROUP).path("id").asText();
    room = paymaster.asks("room", "create", ROOM).path("id").asText();
    paymaster.does("group", "add", GROUP, clerk.name(), "--expect-fingerprint", of(clerk));
    paymaster.does("room", "add", ROOM, "--group", GROUP, "--role", "editor");
    paymaster.does(
        "room",
        "add",
        ROOM,
        "--user",
        deputy.name(),
        "--role",
        "manager",
        "--expect-fingerprint",
        of(deputy));
    for (Player other : List.of(deputy, clerk)) {
      other.does("room", "accept", room, "--yes");
    }
    paymaster.does(
        "put", paymaster.writes("salaries.txt", SALARIES).toString(), ROOM + "/salaries.txt");
    paymaster.does(
        "agent",
        "allow",
        "--group",
        GROUP,
        "--proposer",
        desk.name(),
        "--up-to",
        "member",
        "--removals",
        "--expect-fingerprint",
        of(desk));
    paymaster.does("contact", "verify", newcomer.name(), of(newcomer));
    ofPaymaster = new RunningAgent(paymaster);
    ofClerk = new RunningAgent(clerk);
  }

  Player paymaster() {
    return paymaster;
  }

  Player deputy() {
    return deputy;
  }

  Player clerk() {
    return clerk;
  }

  Player newcomer() {
    return newcomer;
  }

  /** The personnel desk, whose proposals the paymaster's agent signs. */
  Player desk() {
    return desk;
  }

  String room() {
    return room;
  }

  String group() {
    return group;
  }

  RunningAgent ofPaymaster() {
    return ofPaymaster;
  }

  RunningAgent ofClerk() {
    return ofClerk;
  }

  /** Ids of all that was asked for. */
  List<String> filed() {
    return filed;
  }

  static String of(Player player) {
    return player.asks("whoami").path("fingerprint").asText();
  }

  RoomState roomNow() {
    try (Strongroom client = Strongroom.connect(deputy.config());
        Room open = client.room(room)) {
      return open.chain().newest();
    }
  }

  GroupState groupNow() {
    try (Strongroom client = Strongroom.connect(clerk.config())) {
      return client.groups().stream()
          .filter(g -> g.id().toString().equals(group))
          .findFirst()
          .orElseThrow()
          .state();
    }
  }

  Proposal.Seen seenGroup() {
    GroupState now = groupNow();
    return new Proposal.Seen(Proposal.Kind.GROUP, now.id(), now.sequence(), now.head());
  }

  static UserId user(Player player) {
    try (OwnKeys keys = OwnKeys.of(player)) {
      return keys.user();
    }
  }

  void reads(Player member) {
    assertThat(member.does("cat", ROOM + "/salaries.txt").out()).isEqualTo(SALARIES);
  }

  /** Neither the client nor the services give him anything. */
  void assertReadsNothing(Player attacker) throws Exception {
    assertOpensNothing(attacker);
    for (String path :
        List.of(
            "/access/v1/rooms/" + room,
            "/access/v1/groups/" + group,
            "/storage/v1/rooms/" + room + "/head?have=-1",
            "/storage/v1/rooms/" + room + "/folders/AAAAAAAAAAAAAAAAAAAAAA/children?at=0")) {
      assertThat(operator.status(attacker, "GET", path, "")).as(path).isEqualTo(404);
    }
  }

  void assertOpensNothing(Player attacker) {
    for (String[] command :
        List.of(
            new String[] {"cat", room + "/salaries.txt"},
            new String[] {"ls", room},
            new String[] {"room", "show", room},
            new String[] {"room", "accept", room, "--yes"})) {
      Player.Outcome outcome = attacker.tries(command);
      assertThat(outcome.status()).as(String.join(" ", command)).isIn(3, 4, 5);
      assertThat(outcome.out()).doesNotContain(SALARIES).doesNotContain("salaries.txt");
    }
  }

  String requests(Player by, String... what) {
    List<String> command = new ArrayList<>(List.of("proposals", "request"));
    command.addAll(List.of(what));
    String id = by.asks(command.toArray(String[]::new)).path("id").asText();
    filed.add(id);
    return id;
  }

  void agentsGoRound() throws Exception {
    ofPaymaster.awaitRound();
    ofClerk.awaitRound();
  }

  void assertWaits(String id, String why) throws Exception {
    agentsGoRound();
    assertThat(ofPaymaster.events())
        .anyMatch(event ->
            event.kind() == AgentEvent.Kind.WAITING
                && event.detail().contains(id)
                && event.detail().contains(why));
  }

  @Override
  public void close() {
    ofPaymaster.close();
    ofClerk.close();
  }
}
