package dev.strongroom.bench;

import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.PutPlan;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to let somebody into a room and to remove him again, and how long it takes until he
 * has read his first file, whatever the number of nodes in it. Rounds go through the rooms by
 * turns; each has a newcomer of its own, whose client has never seen any of them.
 */
final class RoomAddBench {
  /** One to warm up, and those that count. */
  static final int NEWCOMERS = 6;

  private static final int[] NODES = {10, 1_000, 10_000, 100_000};
  private static final int IN_A_FOLDER = 1_000;
  private static final RoomPath FIRST = RoomPath.parse("first.txt");

  private final WholePlatform platform;
  private final Strongroom manager;
  private final Path folder;
  private final Map<Integer, Cost> costs = new LinkedHashMap<>();

  /**
   * @param folder for what newcomers read
   */
  RoomAddBench(WholePlatform platform, Strongroom manager, Path folder) {
    this.platform = platform;
    this.manager = manager;
    this.folder = folder;
  }

  private record Cost(Samples add, Samples read, Samples remove) {}

  void run(Map<String, Object> figures) throws Exception {
    Path file = Files.writeString(folder.resolve("first.txt"), "the first file of a newcomer");
    for (int nodes : NODES) {
      costs.put(nodes, new Cost(new Samples(), new Samples(), new Samples()));
      fill(nodes, file);
    }
    for (int round = 0; round < NEWCOMERS; round++) {
      String name = "newcomer-" + round;
      StrongroomConfig config = platform.enrol(name);
      Person newcomer = manager.person(name);
      for (int nodes : NODES) {
        Cost cost = costs.get(nodes);
        measured(nodes, newcomer, config, round == 0 || cost == null ? spare() : cost);
      }
    }
    costs.forEach((nodes, cost) -> {
      System.err.printf(
          "%,d nodes: added in %s s, first file read after %s s, removed in %s s%n",
          nodes, cost.add(), cost.read(), cost.remove());
      figures.put("add_" + nodes + "_s", cost.add().rounded());
      figures.put("first_file_" + nodes + "_s", cost.read().rounded());
      figures.put("remove_" + nodes + "_s", cost.remove().rounded());
    });
    figures.put("add_ratio_100k_to_10", ratio(Kind.ADD));
    figures.put("first_file_ratio_100k_to_10", ratio(Kind.READ));
    figures.put("remove_ratio_100k_to_10", ratio(Kind.REMOVE));
  }

  private enum Kind {
    ADD,
    READ,
    REMOVE
  }

  private double ratio(Kind kind) {
    double[] medians = new double[2];
    costs.forEach((nodes, cost) -> {
      Samples samples =
          switch (kind) {
            case ADD -> cost.add();
            case READ -> cost.read();
            case REMOVE -> cost.remove();
          };
      if (nodes == NODES[0]) {
        medians[0] = samples.median();
      }
      medians[1] = samples.median();
    });
    return Samples.rounded(medians[1] / medians[0]);
  }

  private static Cost spare() {
    return new Cost(new Samples(), new Samples(), new Samples());
  }

  private static String name(int nodes) {
    return "Room of " + nodes;
  }

  /** By the client itself, in commits of many nodes each: a file, and folders in folders. */
  private void fill(int nodes, Path file) throws IOException {
    long start = System.nanoTime();
    manager.createRoom(name(nodes));
    List<PutPlan> plan = new ArrayList<>();
    plan.add(new PutPlan.File(file, FIRST));
    String above = "";
    for (int i = 1; plan.size() < nodes; i++) {
      boolean opens = i % IN_A_FOLDER == 1 && nodes > IN_A_FOLDER;
      if (opens) {
        above = "part " + i + "/";
        plan.add(new PutPlan.Folder(RoomPath.parse("part " + i)));
      } else {
        plan.add(new PutPlan.Folder(RoomPath.parse(above + "folder " + i)));
      }
    }
    try (Room room = manager.room(name(nodes))) {
      room.putAll(plan, TransferListener.NONE);
    }
    System.err.printf("%,d nodes committed in %.1f s%n", nodes, Samples.secondsSince(start));
  }

  private void measured(int nodes, Person newcomer, StrongroomConfig config, Cost cost)
      throws IOException {
    long start = System.nanoTime();
    manager.grant(name(nodes), newcomer, Role.EDITOR);
    cost.add().add(Samples.secondsSince(start));
    readFirst(nodes, config, newcomer.user());
    cost.read().add(Samples.secondsSince(start));
    start = System.nanoTime();
    manager.withdraw(name(nodes), new Grantee.User(newcomer.user()));
    cost.remove().add(Samples.secondsSince(start));
  }

  private void readFirst(int nodes, StrongroomConfig config, UserId user) throws IOException {
    Path read = folder.resolve("read-" + nodes + "-" + user);
    try (Strongroom client = Strongroom.connect(config);
        Room room = client.room(manager.roomId(name(nodes)).toString())) {
      Entry entry = room.find(FIRST).orElseThrow();
      room.get(entry, read, false, TransferListener.NONE);
    }
    Files.delete(read);
  }
}
