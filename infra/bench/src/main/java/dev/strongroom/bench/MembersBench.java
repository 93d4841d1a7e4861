package dev.strongroom.bench;

import dev.strongroom.local.Layout;
import dev.strongroom.protocol.UserId;
import dev.strongroom.sdk.Strongroom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What membership costs: to let people in and remove them, in rooms of any size and groups of any
 * size, through all services; and to verify long chains and a large directory from nothing.
 */
final class MembersBench {
  private final Path home = Layout.projectRoot().resolve(".strongroom/bench");

  /** What is measured; without a word for one, all of it. */
  enum Part {
    CHAIN,
    ROOMS,
    GROUPS;

    String word() {
      return "--" + name().toLowerCase(Locale.ROOT);
    }

    static Set<Part> of(Collection<String> words) {
      EnumSet<Part> wanted = EnumSet.allOf(Part.class);
      wanted.removeIf(part -> !words.contains(part.word()));
      return wanted.isEmpty() ? EnumSet.allOf(Part.class) : wanted;
    }
  }

  Map<String, Object> run(Set<Part> parts) throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (parts.contains(Part.CHAIN)) {
      ChainBench.Result chain = ChainBench.run();
      figures.put("chain_10k_s", Samples.rounded(chain.coldSeconds()));
      figures.put("chain_100_new_s", Samples.rounded(chain.newSeconds()));
      figures.putAll(new DirectoryReplayBench().run().figures());
    }
    if (parts.contains(Part.ROOMS) || parts.contains(Part.GROUPS)) {
      try (WholePlatform platform = WholePlatform.start(home)) {
        if (parts.contains(Part.GROUPS)) {
          groups(platform, figures);
        }
        if (parts.contains(Part.ROOMS)) {
          rooms(platform, figures);
        }
      }
    }
    return figures;
  }

  private void rooms(WholePlatform platform, Map<String, Object> figures) throws Exception {
    Path folder = Files.createDirectories(home.resolve("files"));
    try (Strongroom manager = Strongroom.connect(platform.config())) {
      new RoomAddBench(platform, manager, folder).run(figures);
    }
  }

  private static void groups(WholePlatform platform, Map<String, Object> figures) throws Exception {
    List<UserId> people =
        ManyPeople.write(
            platform.stack().settings(), platform.organisation(), GroupAddBench.PEOPLE);
    try (Strongroom manager = Strongroom.connect(platform.config())) {
      new GroupAddBench(manager, people).run(figures);
    }
  }
}
