package dev.strongroom.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The S3 endpoint: S3Proxy over a folder. The embedded default for one machine, not for production.
 */
final class S3 {
  static final String DEFAULT_ACCESS_KEY = "strongroom";

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private S3() {}

  static Child start(Layout layout, Settings settings) throws IOException {
    int port = settings.port("s3");
    Path data = layout.data("s3");
    Files.createDirectories(data);
    Path config = layout.home().resolve("s3proxy.properties");
    Path logback = layout.home().resolve("s3proxy-logback.xml");
    Files.writeString(logback, LOGBACK);
    Files.writeString(
        config,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        s3proxy.ignore-unknown-headers=true
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, accessKey(settings), settings.secret("s3"), data));
    List<String> command =
        new ArrayList<>(
            JavaCommand.main(
                "192m",
                layout.classPath("s3proxy"),
                "org.gaul.s3proxy.Main",
                List.of("--properties", config.toString())));
    // The first tier of the compiler alone halves its throughput.
    command.remove("-XX:TieredStopAtLevel=1");
    command.add(1, "-Dlogback.configurationFile=" + logback);
    return Child.start(layout, "s3", command, Map.of()).awaitPort(port);
  }

  static String accessKey(Settings settings) {
    return settings.value("s3.access-key", () -> DEFAULT_ACCESS_KEY);
  }

  /** A bucket is a folder. */
  static void ensureBucket(Layout layout, String bucket) throws IOException {
    Files.createDirectories(layout.data("s3").resolve(bucket));
  }
}
