package dev.strongroom.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./run bench NAME [--json]}. */
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    Map<String, Object> figures = new LinkedHashMap<>();
    Map<String, Ratio> ratios;
    switch (words.isEmpty() ? "" : words.getFirst()) {
      case "crypto" -> ratios = new CryptoBench().run();
      case "transfer" -> {
        TransferBench bench =
            words.contains("--large")
                ? new TransferBench(5L << 30, 0, 1)
                : new TransferBench(512L << 20, 1, 3);
        TransferBench.Result result = bench.run();
        figures.put("client_max_rss_mb", result.clientMaxRssMb());
        ratios = result.ratios();
      }
      case "rewrap" -> {
        figures.putAll(new RewrapBench().run());
        ratios = Map.of();
      }
      case "members" -> {
        figures.putAll(new MembersBench().run(MembersBench.Part.of(words)));
        ratios = Map.of();
      }
      case "directory" -> {
        figures.putAll(new DirectoryReplayBench().run().figures());
        ratios = Map.of();
      }
      case "console" -> {
        figures.putAll(new ConsoleBench().run());
        ratios = Map.of();
      }
      default -> {
        System.err.println(
            "usage: ./run bench crypto | transfer [--large] | members [--chain | --rooms | --groups] | rewrap | directory | console"
                + " [--json]");
        System.exit(2);
        return;
      }
    }
    ratios.forEach((name, ratio) -> {
      figures.put(name, ratio.rounded());
      System.out.printf(
          "%-20s %7.3f  (%.3f to %.3f)  ours %,.0f/s, reference %,.0f/s%n",
          name,
          ratio.median(),
          ratio.min(),
          ratio.max(),
          ratio.ownPerSecond(),
          ratio.referencePerSecond());
    });
    figures.forEach((name, figure) -> System.out.println(name + " " + figure));
    if (words.contains("--json")) {
      System.out.println(new ObjectMapper().writeValueAsString(figures));
    }
  }
}
