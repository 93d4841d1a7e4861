package dev.strongroom.demo;

import dev.strongroom.demo.search.Canaries;
import dev.strongroom.demo.search.Canary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What the story calls things: made anew at each run, so that wherever one of these is found, it
 * came from this run.
 */
final class Names {
  private final Map<String, String> passphrases = new HashMap<>();
  private final String group = "Group " + distinct();
  private final String room = "Room " + distinct();
  private final String file = "payroll-" + distinct() + ".bin";
  private final String folder = "contracts-" + distinct();
  private final String revised = "minutes-" + distinct() + ".txt";
  private final String after = "after-" + distinct() + ".txt";
  private final List<String> small = new ArrayList<>();
  private final Path early;
  private final Path late;
  private String rootFingerprint = "";

  Names(Path scratch) throws IOException {
    Files.createDirectories(scratch);
    early = Files.writeString(scratch.resolve("early"), text());
    late = Files.writeString(scratch.resolve("late"), text());
    for (int i = 0; i < 5; i++) {
      small.add("contract-" + distinct() + ".txt");
    }
  }

  private static String distinct() {
    byte[] bytes = new byte[9];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 40; line++) {
      text.append("line ").append(line).append(' ').append(distinct()).append('\n');
    }
    return text.toString();
  }

  /** A folder of small files, with an empty folder in it. */
  Path writeFolder(Path home) throws IOException {
    Path made = Files.createDirectories(home.resolve(folder));
    for (String name : small) {
      Files.writeString(made.resolve(name), text());
    }
    Files.createDirectories(made.resolve("empty"));
    return made;
  }

  String passphraseOf(String player) {
    return passphrases.computeIfAbsent(player, p -> "correct horse " + distinct());
  }

  void rootFingerprint(String fingerprint) {
    this.rootFingerprint = fingerprint;
  }

  String rootFingerprint() {
    return rootFingerprint;
  }

  String group() {
    return group;
  }

  String room() {
    return room;
  }

  String file() {
    return file;
  }

  String folder() {
    return folder;
  }

  String revised() {
    return revised;
  }

  String after() {
    return after;
  }

  Path early() {
    return early;
  }

  Path late() {
    return late;
  }

  /** What is known before the story begins. */
  List<Canary> canaries(Path realFile) throws IOException {
    List<Canary> all = new ArrayList<>(Canaries.ofContents(realFile));
    all.addAll(Canaries.ofContents(early));
    all.addAll(Canaries.ofContents(late));
    List<String> files = new ArrayList<>(small);
    files.addAll(List.of(file, revised, after));
    files.forEach(name -> all.add(Canary.text(Canary.Kind.FILE_NAME, name)));
    all.add(Canary.text(Canary.Kind.FOLDER_NAME, folder));
    all.add(Canary.text(Canary.Kind.ROOM_NAME, room));
    all.add(Canary.text(Canary.Kind.GROUP_NAME, group));
    for (String player : List.of("administrator", "manager", "member", "outsider")) {
      all.add(Canary.text(Canary.Kind.PASSPHRASE, passphraseOf(player)));
    }
    return all;
  }
}
