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
    if (words.isEmpty() || !words.getFirst().equals("crypto")) {
      System.err.println("usage: ./run bench crypto [--json]");
      System.exit(2);
      return;
    }
    Map<String, Ratio> ratios = new CryptoBench().run();
    Map<String, Object> figures = new LinkedHashMap<>();
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
    if (words.contains("--json")) {
      System.out.println(new ObjectMapper().writeValueAsString(figures));
    }
  }
}
