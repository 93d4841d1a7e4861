package dev.strongroom.bench;

import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The whole client beside a bare MinIO client, against the same store in the same run. */
final class TransferBench {
  private static final String ROOM = "Bench";

  private final long bytes;
  private final double units;
  private final int warmUp;
  private final int rounds;
  private final Path home;

  /**
   * @param warmUp rounds that do not count
   */
  TransferBench(long bytes, int warmUp, int rounds) {
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.bytes = bytes;
    this.units = (double) bytes;
    this.home = Layout.projectRoot().resolve(".strongroom/bench");
  }

  /** The ratios, and the largest resident size of a client of its own process. */
  record Result(Map<String, Ratio> ratios, long clientMaxRssMb) {}

  Result run() throws Exception {
    try (WholePlatform platform = WholePlatform.start(home)) {
      Path file = writeFile();
      return measure(platform.stack(), platform.config(), file);
    }
  }

  private Result measure(Stack stack, StrongroomConfig config, Path file) throws Exception {
    BareStore bare = BareStore.of(stack);
    Map<String, Ratio> ratios = new LinkedHashMap<>();
    try (Strongroom client = Strongroom.connect(config);
        Room room = client.room(client.createRoom(ROOM).toString())) {
      RoomPath path = RoomPath.parse("file");
      Ratio.Work upload = () -> room.put(file, path, TransferListener.NONE);
      ratios.put("upload_ratio", ratio(upload, () -> bare.upload(file)));
      ratios.put("upload_ratio_parallel", ratio(upload, () -> bare.uploadParts(file)));
      Path target = home.resolve("fetched");
      Path other = home.resolve("bare");
      try (Entry entry = room.find(path).orElseThrow()) {
        Ratio.Work download = () -> room.get(entry, target, true, TransferListener.NONE);
        ratios.put("download_ratio", ratio(download, () -> bare.download(other)));
        ratios.put(
            "download_ratio_parallel", ratio(download, () -> bare.downloadParts(other, bytes)));
      }
    }
    long up = maxRssMb(config, "put", file.toString(), ROOM + "/again");
    long down = maxRssMb(config, "get", ROOM + "/again", home.resolve("again").toString());
    return new Result(ratios, Math.max(up, down));
  }

  private Ratio ratio(Ratio.Work own, Ratio.Work reference) throws Exception {
    return Ratio.measure(warmUp, rounds, own, units, reference, units);
  }

  /** The command as a process of its own, with a small heap. */
  private static long maxRssMb(StrongroomConfig config, String... arguments) throws Exception {
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.strongroom.cli.Main");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(java, Stream.of(arguments)).toList()).inheritIO();
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("STRONGROOM_CONFIG_DIR", config.folder().toString());
    builder.environment().put("XDG_RUNTIME_DIR", config.runtime().toString());
    Process process = builder.start();
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    long max = 0;
    while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
      max = Math.max(max, highWaterKb(status));
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the client ended with " + process.exitValue());
    }
    return max / 1024;
  }

  private static long highWaterKb(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      // The process has just ended.
      return 0;
    }
  }

  private Path writeFile() throws IOException {
    Path file = home.resolve("file");
    Random random = new Random(bytes);
    byte[] block = new byte[1 << 20];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (long written = 0; written < bytes; written += block.length) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(block.length, bytes - written));
      }
    }
    return file;
  }
}
