package dev.strongroom.cli;

import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.rewrap.BadWrap;
import dev.strongroom.sdk.rewrap.RewrapProgress;
import dev.strongroom.sdk.rewrap.Rewrapper;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code strongroom room} does with a room's epochs. */
final class RoomKeysCommands {
  private RoomKeysCommands() {}

  /** {@code strongroom room status}. */
  @Command(
      name = "status",
      description = "Shows a room's keys, and how many files' keys are wrapped under the newest.")
  static final class Status extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect();
          Room open = client.room(room)) {
        RewrapProgress progress = open.keys().progress();
        result(json(client, open, progress), text(client, open, progress));
        return Exit.OK;
      }
    }

    private static Map<String, Object> json(Strongroom client, Room open, RewrapProgress progress) {
      RoomState newest = open.chain().newest();
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("id", open.id().toString());
      all.put("name", open.name());
      all.put("epoch", newest.epoch().number());
      all.put("rekeyDue", open.chain().rekeyDue());
      all.put("oldestEpoch", newest.oldestEpoch());
      all.put("total", progress.total());
      all.put("done", progress.done());
      all.put(
          "byEpoch",
          progress.byEpoch().stream()
              .map(share -> Map.of("epoch", share.epoch(), "keys", share.keys()))
              .toList());
      all.put(
          "authors",
          progress.authors().stream()
              .map(author ->
                  Map.of(
                      "user", author.user().toString(),
                      "name", client.people().byId(author.user()).claimedName(),
                      "wraps", author.wraps(),
                      "last", author.last().toString()))
              .toList());
      all.put("dropping", progress.dropping());
      return all;
    }

    private static String text(Strongroom client, Room open, RewrapProgress progress) {
      RoomState newest = open.chain().newest();
      StringBuilder text = new StringBuilder(Printable.line(open.name()));
      text.append(
          "%n  epoch         %d%s%n  oldest epoch  %d%n  wrapped anew  %,d of %,d keys%n"
              .formatted(
                  newest.epoch().number(),
                  open.chain().rekeyDue() ? "  (due to be renewed)" : "",
                  newest.oldestEpoch(),
                  progress.done(),
                  progress.total()));
      for (RewrapProgress.Share share : progress.byEpoch()) {
        text.append("    epoch %-6d %,d keys%n".formatted(share.epoch(), share.keys()));
      }
      for (RewrapProgress.Author author : progress.authors()) {
        text.append(
            Printable.row(
                "    by %s: %,d, last %s%n",
                client.people().byId(author.user()).claimedName(),
                author.wraps(),
                author.last().toString()));
      }
      return text.toString().stripTrailing();
    }
  }

  /** {@code strongroom room rewrap}. */
  @Command(
      name = "rewrap",
      description =
          "Wraps the keys of older epochs under the newest. Ended at any moment, it goes on where"
              + " it stopped.")
  static final class Rewrap extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Option(
        names = "--no-wait",
        description = "Do not wait for what other clients have begun to wrap.")
    boolean noWait;

    @Option(
        names = "--retire",
        description =
            "Then, as a manager, check every wrap and retire the older epochs: their wraps are"
                + " dropped.")
    boolean retire;

    @Option(
        names = "--despite-unreadable",
        description = "Retire although some files cannot be read by any wrap; they are given up.")
    boolean despiteUnreadable;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect();
          Room open = client.room(room)) {
        Done done = rewrap(this, open, !noWait);
        Map<String, Object> json = done.json();
        StringBuilder text = new StringBuilder(done.text());
        if (retire) {
          retire(client, open, json, text);
        }
        result(json, text.toString());
        return Exit.OK;
      }
    }

    private void retire(
        Strongroom client, Room open, Map<String, Object> json, StringBuilder text) {
      RoomKeys.Retired retired =
          open.keys()
              .retire(despiteUnreadable, new KeyProgress(environment(), "Checking"), () -> false);
      json.put("retired", retired.retired());
      json.put("oldestEpoch", retired.oldestEpoch());
      json.put("mended", retired.findings().mended());
      json.put("badWraps", authors(retired.findings().bad()));
      json.put("unreadable", retired.findings().unreadable().size());
      authors(retired.findings().bad())
          .forEach((author, count) ->
              text.append(
                  Printable.row(
                      "%n%d wraps of %s (%s) do not open.", count, name(client, author), author)));
      text.append("%n".formatted()).append(verdict(retired));
    }

    private static String name(Strongroom client, String author) {
      return client.people().byId(UserId.parse(author)).claimedName();
    }

    private static String verdict(RoomKeys.Retired retired) {
      if (retired.retired()) {
        return "All were opened: epochs below " + retired.oldestEpoch() + " are retired.";
      }
      long mended = retired.findings().mended();
      if (mended > 0) {
        return "Not retired: " + mended + " keys had to be wrapped again. Run it once more.";
      }
      int unreadable = retired.findings().unreadable().size();
      return unreadable > 0
          ? "Not retired: "
              + unreadable
              + " records cannot be read by any wrap"
              + " (--despite-unreadable gives them up)."
          : "Not retired: something waits that is not wrapped under the newest epoch yet. What was"
              + " sent in before it has to be taken over or turned down (room inbox).";
    }
  }

  /** {@code strongroom room rotate}. */
  @Command(
      name = "rotate",
      description =
          "Begins a new epoch, as a manager may at any time, and wraps all keys under it.")
  static final class Rotate extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Option(
        names = "--reencrypt",
        description =
            "Give the contents of all present files new keys as well: each is fetched, sealed anew"
                + " and stored as a new revision. Ended at any moment, the same command goes on; or"
                + " begins anew where the keys that it began are no longer the newest.")
    boolean reencrypt;

    @Option(
        names = "--index-key",
        description =
            "Replace the key that names are indexed by as well: every file and folder gets a new"
                + " revision, in one commit.")
    boolean indexKey;

    @Option(
        names = "--despite-unopened",
        description =
            "Begin it although you open no key of the present epoch. What was written under that"
                + " is unreadable until somebody who opens it renews the keys.")
    boolean despiteUnopened;

    @Override
    int act() throws Exception {
      if (despiteUnopened) {
        try (Strongroom client = connect()) {
          client.rotateRoomDespiteUnopened(room);
        }
        result(Map.of("rotated", true), "The room has new keys.");
        return Exit.OK;
      }
      try (Strongroom client = connect();
          Room open = client.room(room)) {
        Path folder = environment().config().folder().resolve("reencrypt");
        ReencryptMark mark = new ReencryptMark(folder.resolve(open.id().toString()));
        if (!reencrypt || !goesOn(open, mark)) {
          begin(open);
        }
        long target = open.chain().newest().epoch().number();
        if (reencrypt) {
          mark.write(new ReencryptMark.Begun(target, indexKey));
        }
        Done done = rewrap(this, open, true);
        Map<String, Object> json = done.json();
        StringBuilder text = new StringBuilder(done.text());
        if (reencrypt) {
          long files = reencrypt(open, target, folder.resolve("work"));
          mark.delete();
          json.put("reencrypted", files);
          json.put("reencryptedBefore", target);
          text.append(" %,d files sealed anew.".formatted(files));
        }
        long now = open.chain().newest().epoch().number();
        json.put("epoch", now);
        if (reencrypt && now > target) {
          text.append(
              " The keys were renewed once more meanwhile: run it again for what was written under"
                  + " those of epoch %d.".formatted(target));
        }
        result(json, "The room is in epoch " + now + ". " + text);
        return Exit.OK;
      }
    }

    /**
     * Whether an earlier run is to be gone on with: only where the keys that it began are still the
     * room's, and nothing else is asked for. Contents under any others are old by now as well.
     */
    private boolean goesOn(Room open, ReencryptMark mark) throws IOException {
      Optional<ReencryptMark.Begun> begun = mark.read();
      if (begun.isEmpty()) {
        return false;
      }
      boolean present =
          begun.get().epoch() == open.chain().newest().epoch().number() && !open.chain().rekeyDue();
      boolean goesOn = present && (begun.get().indexKey() || !indexKey);
      note(
          goesOn
              ? "An earlier run goes on, which began epoch " + begun.get().epoch() + "."
              : "An earlier run was not finished; the room's keys or what is asked for are others by"
                  + " now, so this one begins anew.");
      return goesOn;
    }

    private void begin(Room open) {
      if (indexKey) {
        open.keys().replaceIndexKey();
      } else {
        open.keys().rotate();
      }
    }

    private long reencrypt(Room open, long target, Path work) throws IOException {
      KeyProgress bar = new KeyProgress(environment(), "Sealing anew");
      return open.keys().reencrypt(target, work, bar, () -> false);
    }
  }

  /** What all runs of one command did. */
  private record Done(long wrapped, Set<BadWrap> bad, int unreadable, boolean others) {
    Map<String, Object> json() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("wrapped", wrapped);
      all.put("skipped", authors(bad));
      all.put("unreadable", unreadable);
      all.put("othersAtWork", others);
      return all;
    }

    String text() {
      return "%,d keys wrapped anew.%s%s%s"
          .formatted(
              wrapped,
              bad.isEmpty() ? "" : " %,d wraps did not open.".formatted(bad.size()),
              unreadable == 0
                  ? ""
                  : " %,d records cannot be read by any wrap.".formatted(unreadable),
              others ? " Others are at work on the rest." : "");
    }
  }

  /** Until nothing is left, or until others have the rest. */
  private static Done rewrap(Action action, Room open, boolean wait) throws InterruptedException {
    KeyProgress bar = new KeyProgress(action.environment(), "Wrapping anew");
    Set<BadWrap> bad = new HashSet<>();
    long wrapped = 0;
    while (true) {
      Rewrapper.Outcome outcome = open.keys().rewrap(bar, () -> false);
      bad.addAll(outcome.bad());
      wrapped += outcome.wrapped();
      Duration others = outcome.othersWorkUntil();
      if (others.isZero() || !wait) {
        return new Done(wrapped, bad, outcome.unreadable().size(), !others.isZero());
      }
      TimeUnit.SECONDS.sleep(Math.min(5, others.toSeconds() + 1));
    }
  }

  private static Map<String, Long> authors(Collection<BadWrap> bad) {
    Map<String, Long> count = new TreeMap<>();
    bad.forEach(b -> count.merge(b.author().toString(), 1L, Long::sum));
    return count;
  }
}
