package dev.strongroom.bench;

import dev.strongroom.local.Layout;
import dev.strongroom.protocol.UserId;
import dev.strongroom.sdk.Strongroom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What membership costs: to let people in and remove them, in rooms of any size and groups of any
 * size, through all services; and to verify long chains and a large directory from nothing.
 */
final class MembersBench {
  private final Path home = Layout.projectRoot().resolve(".strongroom/bench");

  Map<String, Object> run() throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    ChainBench.Result chain = ChainBench.run();
    figures.put("chain_10k_s", Samples.rounded(chain.coldSeconds()));
    figures.put("chain_100_new_s", Samples.rounded(chain.newSeconds()));
    figures.putAll(new DirectoryReplayBench().run().figures());
    try (WholePlatform platform = WholePlatform.start(home)) {
      rooms(platform, figures);
      groups(platform, figures);
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
