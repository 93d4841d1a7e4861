package dev.strongroom.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.local.Layout;
import dev.strongroom.system.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What only siblings call: each internal endpoint in the services' sources, asked on its own port
 * by a user, by nobody and by every service, against the second table of docs/authorization.md; and
 * through the edge, where it is not.
 */
@ExtendWith(Platform.Shared.class)
class InternalDoorsIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern IN_SOURCES = Pattern.compile("@Path\\(\"(internal/v1/[^\"]*)\"\\)");
  private static final String EACH = "each of itself";

  /** Stands for who signs what he sends: no token lets anybody in. */
  private static final String SIGNED = "a signature";

  private static Platform platform;
  private static Callers callers;
  private static List<Row> rows = List.of();

  /**
   * @param service whose endpoint it is
   * @param callers names of the services that are let in
   */
  private record Row(String method, String path, String service, Set<String> callers) {
    static Stream<Row> read(String line) {
      List<String> cells =
          Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList();
      String[] asked = cells.get(0).replace("`", "").split(" ");
      if (cells.get(2).equals(EACH)) {
        return Endpoint.SERVICES.stream()
            .map(service -> new Row(asked[0], asked[1], service, Set.of(service)));
      }
      return Stream.of(
          new Row(
              asked[0],
              asked[1],
              cells.get(1),
              Set.copyOf(Arrays.asList(cells.get(2).split(", ")))));
    }

    String address() {
      return path.replaceAll("\\{\\w+}", "A".repeat(43));
    }
  }

  @BeforeAll
  static void start(Platform shared) throws IOException {
    platform = shared;
    callers = new Callers(platform, "internal");
    rows =
        Files.readAllLines(Layout.projectRoot().resolve("docs/authorization.md")).stream()
            .filter(line -> line.startsWith("| `") && line.contains(" /internal/"))
            .flatMap(Row::read)
            .toList();
  }

  @Test
  void table_hasEveryInternalPathOfTheSources() throws IOException {
    Set<String> found = new LinkedHashSet<>();
    try (Stream<Path> files = Files.walk(Layout.projectRoot().resolve("services"))) {
      for (Path file :
          files
              .filter(f -> f.toString().contains("src/main/java") && f.toString().endsWith(".java"))
              .toList()) {
        Matcher path = IN_SOURCES.matcher(Files.readString(file));
        while (path.find()) {
          found.add("/" + path.group(1));
        }
      }
    }
    assertThat(found)
        .isNotEmpty()
        .allMatch(path -> rows.stream().anyMatch(row -> row.path().startsWith(path)));
  }

  @Test
  void everyInternalEndpoint_letsInTheServicesThatTheTableNames_andNobodyElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Row row : rows) {
      boolean signed = row.callers().contains(SIGNED);
      expect(row, "nobody", Optional.empty(), 401, wrong);
      expect(row, "a user", callers.token(Kind.EMPLOYEE), signed ? 401 : 403, wrong);
      for (String service : Endpoint.SERVICES) {
        int status = status(row, Optional.of(callers.service(service)));
        boolean in = status != 401 && status != 403;
        if (in != row.callers().contains(service)) {
          wrong.add(row + " answered " + status + " to " + service);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void nothingInternal_isBehindTheEdge() throws Exception {
    for (Row row : rows) {
      for (String before :
          List.of("", "/" + row.service() + "/v1", "/" + row.service() + "/v1/..")) {
        HttpResponse<String> answer =
            callers.ask(Kind.SERVICE, row.method(), before + row.address(), Optional.empty());
        assertThat(answer.statusCode()).as(before + row.path()).isIn(404, 405);
      }
    }
  }

  private static void expect(
      Row row, String who, Optional<String> token, int expected, List<String> wrong)
      throws Exception {
    int status = status(row, token);
    if (status != expected) {
      wrong.add(row + " answered " + status + " to " + who);
    }
  }

  private static int status(Row row, Optional<String> token)
      throws IOException, InterruptedException {
    int port = platform.stack().settings().port(row.service() + "-internal");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + row.address()))
            .header("Content-Type", "application/json")
            .method(
                row.method(),
                row.method().equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString("{}"));
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
