package dev.strongroom.cli;

import dev.strongroom.sdk.StrongroomConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Somebody who types commands, answers every question with the same word, and reads. */
final class Terminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StrongroomConfig config;
  private String answer = "";

  Terminal(StrongroomConfig config) {
    this.config = config;
  }

  Environment environment() {
    return new Environment(
        config,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        address -> {},
        () -> answer,
        () -> new char[0]);
  }

  /** What is answered from now on; nothing at first. */
  void answer(String word) {
    this.answer = word;
  }

  int run(String... arguments) {
    return new Main(environment()).run(arguments);
  }

  /** What was printed since this was asked last. */
  String out() {
    return taken(out);
  }

  /** Likewise, on the error output. */
  String err() {
    return taken(err);
  }

  private static String taken(ByteArrayOutputStream stream) {
    String text = stream.toString(StandardCharsets.UTF_8);
    stream.reset();
    return text;
  }
}
