package dev.strongroom.cli;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.deposit.DepositRoom;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.PutPlan;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an employee does all day. Places in rooms are written ROOM/path. */
final class FileCommands {
  private FileCommands() {}

  /** A room and a path in it, as {@code ROOM/a/b}. */
  record Place(String room, RoomPath path) {
    static Place parse(String text) {
      int slash = text.indexOf('/');
      return slash < 0
          ? new Place(text, RoomPath.parse(""))
          : new Place(text.substring(0, slash), RoomPath.parse(text.substring(slash + 1)));
    }
  }

  private static Entry require(Room room, RoomPath path) throws IOException {
    return room.find(path).orElseThrow(() -> new NoSuchFileException(room.name() + "/" + path));
  }

  /** {@code strongroom put}. */
  @Command(name = "put", description = "Encrypts files or folders and puts them into a room.")
  static final class Put extends Action {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "A file or folder.")
    Path source = Path.of("");

    @Parameters(
        index = "1",
        paramLabel = "ROOM/PATH",
        description = "Where to; ending in / for into that folder.")
    String target = "";

    @Option(names = "--follow-links", description = "Follow links instead of skipping them.")
    boolean followLinks;

    @Override
    int act() throws Exception {
      if (!Files.exists(source)) {
        throw new NoSuchFileException(source.toString());
      }
      Place place = Place.parse(target);
      try (Strongroom client = connect()) {
        if (client.isForSending(client.roomId(place.room()))) {
          return send(client, place);
        }
        return put(client, place);
      }
    }

    /** Into a room that he reads nothing of: it waits there until somebody takes it over. */
    private int send(Strongroom client, Place place) throws Exception {
      if (!Files.isRegularFile(source) || place.path().names().size() > 1) {
        throw new IllegalArgumentException(
            "You send single files into this room, and into no folder: who takes them over"
                + " chooses where they lie.");
      }
      NodeName name = place.path().isRoot() ? sourceName() : place.path().last();
      DepositRoom room = client.depositRoom(place.room());
      Hash deposit = room.send(source, name, new Progress(environment(), name.value()));
      result(
          Map.of("deposit", deposit.toString(), "name", name.value()),
          Printable.row("%s: sent, and waits to be taken over", name.value()));
      return Exit.OK;
    }

    private NodeName sourceName() {
      return NodeName.of(source.toAbsolutePath().normalize().getFileName().toString());
    }

    private int put(Strongroom client, Place place) throws Exception {
      try (Room room = client.room(place.room())) {
        boolean into =
            place.path().isRoot()
                || target.endsWith("/")
                || room.find(place.path()).filter(Entry::isFolder).isPresent();
        RoomPath to = into ? place.path().resolve(sourceName()) : place.path();
        List<PutPlan> plan = plan(to);
        Progress progress = new Progress(environment(), to.last().value());
        List<Room.Put> puts = room.putAll(plan, plan.size() == 1 ? progress : (a, b) -> {});
        StringBuilder text = new StringBuilder();
        for (Room.Put put : puts) {
          text.append(
              put.revision() > 1
                  ? Printable.row("%s: revision %d%n", put.path(), put.revision())
                  : Printable.row("%s%n", put.path()));
        }
        result(
            puts.stream()
                .map(p -> Map.of("path", p.path(), "revision", p.revision(), "bytes", p.bytes()))
                .toList(),
            text.toString().stripTrailing());
        return Exit.OK;
      }
    }

    private List<PutPlan> plan(RoomPath to) throws IOException {
      if (Files.isRegularFile(source)) {
        return List.of(new PutPlan.File(source, to));
      }
      List<PutPlan> plan = new ArrayList<>();
      FileVisitOption[] options =
          followLinks
              ? new FileVisitOption[] {FileVisitOption.FOLLOW_LINKS}
              : new FileVisitOption[0];
      try (Stream<Path> files = Files.walk(source, options)) {
        for (Path file : files.sorted().toList()) {
          RoomPath path = to;
          for (Path part : source.relativize(file)) {
            path = part.toString().isEmpty() ? path : path.resolve(NodeName.of(part.toString()));
          }
          if (!followLinks && Files.isSymbolicLink(file)) {
            note(Printable.row("Skipped, a link: %s", file));
          } else if (Files.isDirectory(file)) {
            plan.add(new PutPlan.Folder(path));
          } else if (Files.isRegularFile(file)) {
            plan.add(new PutPlan.File(file, path));
          } else {
            note(Printable.row("Skipped, not a file: %s", file));
          }
        }
      }
      return plan;
    }
  }

  /** {@code strongroom get}. */
  @Command(name = "get", description = "Fetches, verifies and decrypts a file or folder.")
  static final class Get extends Action {
    @Parameters(index = "0", paramLabel = "ROOM/PATH", description = "What.")
    String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", arity = "0..1", description = "Where to.")
    Path target = Path.of(".");

    @Option(names = "--force", description = "Write over an existing file.")
    boolean force;

    private long bytes;
    private int files;

    @Override
    int act() throws Exception {
      Place place = Place.parse(source);
      try (Strongroom client = connect();
          Room room = client.room(place.room())) {
        if (place.path().isRoot()) {
          fetchFolder(room, place.path(), target);
        } else {
          try (Entry entry = require(room, place.path())) {
            Path to = Files.isDirectory(target) ? target.resolve(entry.name()) : target;
            fetch(room, place.path(), entry, to);
          }
        }
        result(
            Map.of("files", files, "bytes", bytes),
            files + (files == 1 ? " file" : " files") + ", verified.");
        return Exit.OK;
      }
    }

    private void fetch(Room room, RoomPath path, Entry entry, Path to) throws IOException {
      if (entry.isFolder()) {
        fetchFolder(room, path, to);
      } else {
        room.get(entry, to, force, new Progress(environment(), entry.name()));
        files++;
        bytes += entry.size();
      }
    }

    /**
     * Every name is checked again here; two that one file system would take for the same are
     * refused.
     */
    private void fetchFolder(Room room, RoomPath path, Path to) throws IOException {
      if (Files.isSymbolicLink(to)) {
        throw new MalformedException(ErrorCode.NAME_UNSAFE, "the target folder is a link");
      }
      if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(to);
      }
      List<Entry> entries = room.list(path);
      requireDistinct(entries);
      for (Entry entry : entries) {
        try (entry) {
          fetch(room, path.resolve(entry.metadata().name()), entry, to.resolve(entry.name()));
        }
      }
    }

    private static void requireDistinct(List<Entry> entries) {
      Map<String, String> folded = new HashMap<>();
      for (Entry entry : entries) {
        String other = folded.put(entry.metadata().name().folded(), entry.name());
        if (other != null) {
          throw new MalformedException(
              ErrorCode.NAME_UNSAFE,
              "two names of this folder are one on many systems: "
                  + other
                  + " and "
                  + entry.name());
        }
      }
    }
  }

  /** {@code strongroom ls}. */
  @Command(name = "ls", description = "Lists a folder; complete, or an error.")
  static final class Ls extends Action {
    @Parameters(paramLabel = "ROOM/PATH", arity = "0..1", description = "Which; rooms, if none.")
    @Nullable String folder;

    @Option(names = "--bin", description = "List what was deleted.")
    boolean bin;

    @Override
    int act() throws Exception {
      if (folder == null) {
        RoomCommand.ListAll all = new RoomCommand.ListAll();
        all.use(environment());
        all.json = json;
        return all.act();
      }
      Place place = Place.parse(folder);
      try (Strongroom client = connect();
          Room room = client.room(place.room())) {
        List<Entry> entries = bin ? room.bin() : room.list(place.path());
        List<Entry> sorted =
            entries.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
        StringBuilder text = new StringBuilder();
        for (Entry entry : sorted) {
          text.append(
              Printable.row(
                  "%14s  %s  %s%s%n",
                  entry.isFolder() ? "" : Long.toString(entry.size()),
                  entry.metadata().modified().toString().substring(0, 16),
                  entry.name(),
                  entry.isFolder() ? "/" : ""));
        }
        result(
            sorted.stream()
                .map(e ->
                    Map.of(
                        "name", e.name(),
                        "folder", e.isFolder(),
                        "size", e.size(),
                        "revision", e.record().revision(),
                        "modified", e.metadata().modified().toString()))
                .toList(),
            text.toString().stripTrailing());
        entries.forEach(Entry::close);
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom cat}. */
  @Command(name = "cat", description = "Writes a file, or a range of it, to the output.")
  static final class Cat extends Action {
    private static final int STEP = 4 << 20;

    @Parameters(paramLabel = "ROOM/PATH", description = "Which file.")
    String file = "";

    @Option(names = "--offset", description = "First byte.")
    long offset;

    @Option(names = "--length", description = "How many bytes; all, if not given.")
    long length = Long.MAX_VALUE;

    @Override
    int act() throws Exception {
      Place place = Place.parse(file);
      try (Strongroom client = connect();
          Room room = client.room(place.room());
          Entry entry = require(room, place.path())) {
        long at = Math.clamp(offset, 0, entry.size());
        long end = at + Math.min(Math.max(0, length), entry.size() - at);
        while (at < end) {
          int step = (int) Math.min(STEP, end - at);
          environment().out().write(room.read(entry, at, step), 0, step);
          at += step;
        }
        environment().out().flush();
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom mkdir}. */
  @Command(name = "mkdir", description = "Makes a folder, and those above it.")
  static final class Mkdir extends Action {
    @Parameters(paramLabel = "ROOM/PATH", description = "Which.")
    String folder = "";

    @Override
    int act() throws Exception {
      Place place = Place.parse(folder);
      try (Strongroom client = connect();
          Room room = client.room(place.room())) {
        room.makeFolder(place.path());
        result(Map.of("path", place.path().toString()), folder);
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom mv}. */
  @Command(name = "mv", description = "Moves or renames within a room; nothing is encrypted again.")
  static final class Mv extends Action {
    @Parameters(index = "0", paramLabel = "ROOM/PATH", description = "What.")
    String from = "";

    @Parameters(index = "1", paramLabel = "ROOM/PATH", description = "Where to.")
    String to = "";

    @Override
    int act() throws Exception {
      Place source = Place.parse(from);
      Place target = Place.parse(to);
      if (!source.room().equals(target.room())) {
        throw new IllegalArgumentException("Moving works within one room: get and put instead.");
      }
      try (Strongroom client = connect();
          Room room = client.room(source.room())) {
        room.move(source.path(), target.path());
        result(Map.of("path", target.path().toString()), to);
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom rm}. */
  @Command(name = "rm", description = "Moves into the room's bin.")
  static final class Rm extends Action {
    @Parameters(paramLabel = "ROOM/PATH", description = "What.")
    String what = "";

    @Override
    int act() throws Exception {
      Place place = Place.parse(what);
      try (Strongroom client = connect();
          Room room = client.room(place.room())) {
        room.remove(place.path());
        result(Map.of("path", place.path().toString()), what + " is in the bin.");
        return Exit.OK;
      }
    }
  }
}
