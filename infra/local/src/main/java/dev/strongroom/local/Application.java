package dev.strongroom.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the applications that run on the stack, as {@code infra/applications.json} describes it.
 *
 * @param name also of its database and log
 * @param jar from the project's root
 * @param routes path prefixes at the edge
 * @param options of the JVM
 * @param environment with placeholders
 */
record Application(
    String name,
    Path jar,
    List<String> routes,
    List<String> options,
    Map<String, String> environment) {

  static final String SETTING = "environment.";

  static List<Application> load(Path root) throws IOException {
    Path file = root.resolve("infra/applications.json");
    JsonNode document = new ObjectMapper().readTree(Files.readString(file));
    List<String> options = new ArrayList<>();
    document.get("options").forEach(option -> options.add(option.asText()));
    List<Application> applications = new ArrayList<>();
    for (JsonNode one : document.get("applications")) {
      Map<String, String> environment = new LinkedHashMap<>();
      document
          .get("environment")
          .properties()
          .forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
      one.path("environment")
          .properties()
          .forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
      applications.add(
          new Application(
              one.get("name").asText(),
              root.resolve(one.get("jar").asText()),
              routes(one),
              List.copyOf(options),
              environment));
    }
    return applications;
  }

  private static List<String> routes(JsonNode application) {
    List<String> routes = new ArrayList<>(List.of(application.get("route").asText()));
    application.path("furtherRoutes").forEach(route -> routes.add(route.asText()));
    return List.copyOf(routes);
  }

  /** Names of all that are described. */
  static List<String> names(Path root) throws IOException {
    return load(root).stream().map(Application::name).toList();
  }

  /**
   * @param settings of this application: its ports
   * @param values for placeholders; they win over the application's own. One that begins with
   *     {@value #SETTING} is a setting by itself, which no description names
   * @throws PartFailedException if it is not built, or does not come up
   */
  Child start(Layout layout, Settings settings, Map<String, String> values) throws IOException {
    if (!Files.exists(jar)) {
      throw new PartFailedException(name, "is not built", layout.log(name));
    }
    Map<String, String> own = new LinkedHashMap<>();
    own.put("name", name);
    own.put("database", name);
    own.put("port", Integer.toString(settings.port(name)));
    own.put("management.port", Integer.toString(settings.port(name + "-management")));
    own.put("internal.port", Integer.toString(settings.port(name + "-internal")));
    own.put("database.password", settings.secret("database-" + name));
    own.put("client.secret", settings.secret(name));
    own.putAll(values);
    Map<String, String> filled = new LinkedHashMap<>();
    environment.forEach((key, text) -> filled.put(key, Placeholders.fill(text, own)));
    values.forEach((key, value) -> {
      if (key.startsWith(SETTING)) {
        filled.put(key.substring(SETTING.length()), value);
      }
    });
    return Child.start(layout, name, JavaCommand.jar(options, jar), filled)
        .awaitHttp("http://127.0.0.1:" + settings.port(name + "-management") + "/q/health/ready");
  }
}
