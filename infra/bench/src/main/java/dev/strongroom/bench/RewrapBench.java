package dev.strongroom.bench;

import dev.strongroom.local.Layout;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.rewrap.Rewrapper;
import dev.strongroom.sdk.room.PutPlan;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomKeys;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Node keys wrapped anew: end to end through the services and their database, the client's share
 * alone, and beside it one RSA-4096 wrap for each file and each member.
 */
final class RewrapBench {
  private static final int NODES = 20_000;
  private static final int WARM_UP = 1;
  private static final int ROUNDS = 3;
  private static final int SHARE_WARM_UP = 2;
  private static final int SHARE_ROUNDS = 5;
  private static final int[] MEMBERS = {10, 100, 1_000};

  private final Path home = Layout.projectRoot().resolve(".strongroom/bench");

  Map<String, Object> run() throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    share(figures);
    try (WholePlatform platform = WholePlatform.start(home);
        Strongroom client = Strongroom.connect(platform.config());
        Room room = client.room(client.createRoom("Bench").toString())) {
      endToEnd(room, figures);
    }
    return figures;
  }

  /** Rounds of both sides alternate; the RSA side is a sample, multiplied. */
  private void share(Map<String, Object> figures) throws Exception {
    ClientShare ours = new ClientShare();
    double[] node = new double[SHARE_ROUNDS];
    double[] member = new double[SHARE_ROUNDS];
    double[] wrap = new double[SHARE_ROUNDS];
    try (RsaWraps rsa = RsaWraps.start(Layout.projectRoot())) {
      for (int round = -SHARE_WARM_UP; round < SHARE_ROUNDS; round++) {
        double nodeSeconds = ours.nodeSeconds();
        double memberSeconds = ours.memberSeconds();
        double wrapSeconds = rsa.wrapSeconds();
        if (round >= 0) {
          node[round] = nodeSeconds;
          member[round] = memberSeconds;
          wrap[round] = wrapSeconds;
        }
      }
    }
    double nodeSeconds = median(node);
    double memberSeconds = median(member);
    figures.put("client_nodes_per_s", Math.round(1 / nodeSeconds));
    figures.put("client_member_wraps_per_s", Math.round(1 / memberSeconds));
    figures.put("rsa_wraps_per_s", Math.round(1 / median(wrap)));
    for (int members : MEMBERS) {
      double own = NODES * nodeSeconds + members * memberSeconds;
      double reference = NODES * (members * median(wrap));
      figures.put("client_work_ratio_" + members, Math.round(reference / own));
    }
  }

  private static void endToEnd(Room room, Map<String, Object> figures) throws Exception {
    List<PutPlan> folders = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      folders.add(new PutPlan.Folder(RoomPath.parse("folder-" + i)));
    }
    long start = System.nanoTime();
    room.putAll(folders, TransferListener.NONE);
    System.err.printf("%,d nodes committed in %.1f s%n", NODES, secondsSince(start));
    double[] wrapped = new double[ROUNDS];
    double[] opened = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      room.keys().rotate();
      long began = System.nanoTime();
      Rewrapper.Outcome outcome = room.keys().rewrap(RewrapListener.NONE, () -> false);
      double wrapSeconds = secondsSince(began);
      require(outcome.wrapped() == NODES, "not every key was wrapped");
      began = System.nanoTime();
      RoomKeys.Retired retired = room.keys().retire(false, RewrapListener.NONE, () -> false);
      double openSeconds = secondsSince(began);
      require(retired.retired(), "the old epoch was not retired");
      awaitDropped(room);
      System.err.printf(
          "round %d: wrapped in %.2f s, opened for retirement in %.2f s%n",
          round, wrapSeconds, openSeconds);
      if (round >= 0) {
        wrapped[round] = NODES / wrapSeconds;
        opened[round] = NODES / openSeconds;
      }
    }
    figures.put("nodes_per_s", Math.round(median(wrapped)));
    figures.put("retirement_nodes_per_s", Math.round(median(opened)));
  }

  /** So that each round finds one old wrap for each node. */
  private static void awaitDropped(Room room) throws InterruptedException {
    while (room.keys().progress().dropping()) {
      Thread.sleep(200);
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException(what);
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
