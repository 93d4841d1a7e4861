package dev.strongroom.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.cli.Environment;
import dev.strongroom.cli.Main;
import dev.strongroom.local.BrowserlessSignIn;
import dev.strongroom.sdk.StrongroomConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** One of the five: a person at a machine of his own, who types {@code strongroom …}. */
public final class Player {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path folder;
  private final StrongroomConfig config;
  private final String signOnPassword;
  private final Deque<String> answers = new ArrayDeque<>();
  private final Tale tale;

  public Player(
      String name,
      String machine,
      Path homes,
      SecureRandom random,
      String signOnPassword,
      Tale tale)
      throws IOException {
    this.name = name;
    this.folder = Files.createDirectories(homes.resolve(machine));
    this.config =
        new StrongroomConfig(
            folder.resolve("config"), folder.resolve("runtime"), random, Clock.systemUTC());
    this.signOnPassword = signOnPassword;
    this.tale = tale;
  }

  public String name() {
    return name;
  }

  public Path folder() {
    return folder;
  }

  public StrongroomConfig config() {
    return config;
  }

  /** What he will answer to the next question. */
  public Player answers(String answer) {
    answers.add(answer);
    return this;
  }

  /** What a command did. */
  public record Outcome(int status, String out, String err) {
    public JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (IOException e) {
        throw new DemoFailedException("not JSON from a command: " + out);
      }
    }

    /** The error code that the client named, if it did. */
    public String code() {
      int from = err.lastIndexOf("strongroom: ");
      String line = from < 0 ? "" : err.substring(from + 12);
      int colon = line.indexOf(':');
      return colon < 0 ? "" : line.substring(0, colon);
    }
  }

  /** Types a command that must succeed. */
  public Outcome does(String... arguments) {
    Outcome outcome = tries(arguments);
    if (outcome.status() != 0) {
      throw new DemoFailedException(
          name + " could not: strongroom " + String.join(" ", arguments) + "\n" + outcome.err());
    }
    return outcome;
  }

  /** Types a command that may fail. */
  public Outcome tries(String... arguments) {
    tale.types(name, arguments);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = tale.errorsOf(err)) {
      Environment environment =
          new Environment(
              config,
              outStream,
              errStream,
              tale.isTerminal(),
              address -> BrowserlessSignIn.signIn(address, name, signOnPassword),
              () -> answers.isEmpty() ? "" : answers.remove(),
              () -> new char[0]);
      int status = new Main(environment).run(arguments);
      return new Outcome(
          status,
          out.toString(StandardCharsets.UTF_8).strip(),
          err.toString(StandardCharsets.UTF_8).strip());
    }
  }

  /** Types a command and reads its result as JSON. */
  public JsonNode asks(String... arguments) {
    String[] withJson = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, withJson, 0, arguments.length);
    withJson[arguments.length] = "--json";
    return does(withJson).json();
  }

  /** A file of his with a line of text, a passphrase say. */
  public Path writes(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.write(path, List.of(text));
    return path;
  }
}
