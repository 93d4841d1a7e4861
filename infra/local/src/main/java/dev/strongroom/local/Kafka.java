package dev.strongroom.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Kafka in KRaft mode: broker and controller in one process, no compression of its own. */
final class Kafka {
  private Kafka() {}

  static Child start(Layout layout, Settings settings) throws IOException {
    int port = settings.port("kafka");
    Path data = layout.data("kafka");
    Path config = layout.home().resolve("kafka.properties");
    Files.createDirectories(data);
    Files.writeString(config, config(port, settings.port("kafka-controller"), data));
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(layout, config);
    }
    return Child.start(
            layout,
            "kafka",
            JavaCommand.main(
                "256m", layout.classPath("kafka"), "kafka.Kafka", List.of(config.toString())),
            Map.of())
        .awaitPort(port);
  }

  private static String config(int port, int controller, Path data) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    num.partitions=4
    auto.create.topics.enable=true
    compression.type=uncompressed
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    group.initial.rebalance.delay.ms=0
    log.segment.bytes=16777216
    log.cleaner.dedupe.buffer.size=2097152
    """
        .formatted(port, controller, data);
  }

  private static void format(Layout layout, Path config) throws IOException {
    List<String> command =
        JavaCommand.main(
            "128m",
            layout.classPath("kafka"),
            "kafka.tools.StorageTool",
            List.of("format", "-t", clusterId(), "-c", config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log("kafka").toFile()))
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new PartFailedException("kafka", "could not be formatted", layout.log("kafka"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was formatted", e);
    }
  }

  /**
   * A random UUID in base64url; not one that begins with a hyphen, which the tool takes for an
   * option.
   */
  private static String clusterId() {
    String id;
    do {
      UUID random = UUID.randomUUID();
      byte[] bytes =
          ByteBuffer.allocate(16)
              .putLong(random.getMostSignificantBits())
              .putLong(random.getLeastSignificantBits())
              .array();
      id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    } while (id.startsWith("-"));
    return id;
  }
}
