package dev.strongroom.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Listing;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.Roots;
import dev.strongroom.sdk.people.Person;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands share. */
abstract class Action implements Callable<Integer> {
  private static final int MIN_PASSPHRASE = 10;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private @Nullable Environment environment;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Option(names = "--help", usageHelp = true, description = "Show this help.")
  boolean help;

  void use(Environment given) {
    this.environment = given;
  }

  Environment environment() {
    if (environment == null) {
      throw new IllegalStateException("a command without its environment");
    }
    return environment;
  }

  @Override
  public Integer call() throws Exception {
    return act();
  }

  abstract int act() throws Exception;

  Strongroom connect() {
    return Strongroom.connect(environment().config());
  }

  /** Prints a result: for a person, or as JSON. */
  void result(Object asJson, String forPerson) throws IOException {
    environment().out().println(json ? JSON.writeValueAsString(asJson) : forTerminal(forPerson));
  }

  /** Groups or rooms and why something is left to be done there, for JSON. */
  static Map<String, String> byId(Map<ChainId, String> left) {
    return left.entrySet().stream()
        .collect(Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue));
  }

  /** Tells of the rooms that a removal from a group has left with their old keys. */
  void noteLeft(Map<ChainId, String> left) {
    left.forEach((room, why) ->
        note("Room " + room + " has its old keys until somebody writes there: " + why));
  }

  /** Tells of somebody whose commit came in just before his writing ended. */
  void noteUnsettled() {
    note(
        "Somebody wrote while you did that, who may not any more: look at what came last, and"
            + " sign over it, with strongroom room settle.");
  }

  void note(String text) {
    environment().err().println(forTerminal(text));
  }

  /** Tells of what did not verify, and has it stand in the list as well. */
  List<Map<String, Object>> refused(Strongroom client, Listing<?> listing) {
    List<Map<String, Object>> refused = new ArrayList<>();
    listing
        .refused()
        .forEach((id, why) -> {
          String name = client.pins().names().getOrDefault(id, "");
          String problem = why.code() + ": " + why.getMessage();
          note(
              "%s %s: %s. Nothing was kept of it."
                  .formatted(Printable.line(name), id.toString().substring(0, 10), problem)
                  .strip());
          refused.add(Map.of("id", id.toString(), "name", name, "problem", problem));
        });
    return refused;
  }

  /** The system's line ends are ours; every other control character is somebody else's. */
  private static String forTerminal(String text) {
    return Printable.lines(text.replace(System.lineSeparator(), "\n"));
  }

  /** Yes or no; no where nobody answers. */
  boolean confirm(String question) {
    environment().err().print(question + " [yes/no] ");
    environment().err().flush();
    String answer = environment().question().get();
    return answer != null && answer.trim().equalsIgnoreCase("yes");
  }

  /**
   * A passphrase from a file or descriptor, or asked for; never from an argument or the
   * environment.
   */
  SecretBytes passphrase(@Nullable Path file, boolean fresh) throws IOException {
    char[] typed = file == null ? ask(fresh) : fromFile(file);
    try {
      if (fresh && typed.length < MIN_PASSPHRASE) {
        throw new LockedException(
            "A passphrase has at least " + MIN_PASSPHRASE + " characters; several words are best.");
      }
      String normal = Normalizer.normalize(CharBuffer.wrap(typed), Normalizer.Form.NFC);
      return SecretBytes.takeOver(normal.getBytes(StandardCharsets.UTF_8));
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  private char[] ask(boolean fresh) {
    environment().err().print(fresh ? "New passphrase: " : "Passphrase: ");
    environment().err().flush();
    char[] typed = environment().secret().get();
    if (typed == null || typed.length == 0) {
      throw new LockedException("A passphrase is needed: type it, or use --passphrase-file.");
    }
    if (fresh) {
      environment().err().print("Again: ");
      environment().err().flush();
      char[] again = environment().secret().get();
      boolean same = Arrays.equals(typed, again);
      if (again != null) {
        Arrays.fill(again, '\0');
      }
      if (!same) {
        throw new LockedException("The two are not the same. Nothing was changed.");
      }
    }
    return typed;
  }

  private static char[] fromFile(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      if (bytes.length > 4096) {
        throw new MalformedException(ErrorCode.LIMIT, "the passphrase file is too long");
      }
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
      int length = text.length();
      while (length > 0 && (text.charAt(length - 1) == '\n' || text.charAt(length - 1) == '\r')) {
        length--;
      }
      char[] typed = new char[length];
      text.get(typed);
      Arrays.fill(text.array(), '\0');
      return typed;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Shows whose key it is before anything is given to him; a known contact is not asked about
   * again.
   */
  Person recipient(Strongroom client, String name, @Nullable String expectedFingerprint) {
    return recipient(client, client.person(name), name, expectedFingerprint);
  }

  /**
   * The same for somebody whom a request names.
   *
   * @param name to pin him under
   */
  Person recipient(
      Strongroom client, Person person, String name, @Nullable String expectedFingerprint) {
    Optional<Fingerprint> expected =
        Optional.ofNullable(expectedFingerprint).map(Fingerprint::parse);
    if (person.known() && expected.isEmpty()) {
      warn(name, person);
      client.people().told(person);
      return person;
    }
    note(GivenTo.text(client, person));
    warn(name, person);
    if (expected.isEmpty() && !confirm("Is this the person you mean?")) {
      throw new LockedException(
          "Not confirmed, so nothing was given. Compare the fingerprint and use"
              + " --expect-fingerprint in a script.");
    }
    return client.people().pin(person, name, expected);
  }

  /** Tells what has become of a contact's keys: once of a routine change, always of the rest. */
  void warn(String name, Person person) {
    String who = Printable.line(name);
    if (person.trust() == Person.Trust.ROTATED && !person.told()) {
      note(
          "The key of "
              + who
              + " was changed, signed by the earlier one: now generation "
              + person.newest().body().generation()
              + ". strongroom contact show tells more.");
    }
    if (person.trust() == Person.Trust.COMPROMISED || person.trust() == Person.Trust.RESET_VOID) {
      note("The key of " + who + " was changed: nothing is given to him before contact confirm.");
    }
    if (!person.waitingResets().isEmpty()) {
      note(
          "New keys wait in the name of "
              + who
              + ": he has lost his, or somebody can sign in as him. They replace nothing until you"
              + " confirm them: strongroom contact show.");
    }
  }

  /** Tells, after an unlock, of what whoever holds the recovery key has done; once. */
  void tellOfRecovery(Optional<Instant> fetched) {
    fetched.ifPresent(when ->
        note(
            "Your recovery slot was fetched at "
                + when
                + ", for a drill or to recover your keys. If nobody told you of one, ask your"
                + " administrator, and make new keys: strongroom identity rotate --compromised."));
  }

  /** A fingerprint to be scanned, where that was asked for. */
  void picture(FingerprintForms forms, Fingerprint fingerprint) {
    if (forms.qr && !json) {
      environment().out().print(QrText.of(fingerprint));
    }
  }

  /** The root comes from the invitation, or is shown and confirmed. */
  OrganisationId confirmedRoot(OrganisationId shown, @Nullable String given) {
    Roots roots = environment().config().roots();
    if (given != null) {
      requireRoot(shown, given);
      return shown;
    }
    if (roots.require(shown).isPresent()) {
      return shown;
    }
    note(
        "The server shows an organisation with this root fingerprint:\n  "
            + Fingerprint.of(shown.value()));
    if (!confirm("Is it the one in your invitation?")) {
      throw new LockedException("Not confirmed, so no keys were made.");
    }
    roots.remember(shown, RootSource.SCREEN);
    return shown;
  }

  /** Requires the root that has this fingerprint, and remembers that it was given. */
  void requireRoot(OrganisationId shown, String given) {
    if (!Fingerprint.parse(given).equals(Fingerprint.of(shown.value()))) {
      throw new AuthenticationException(
          ErrorCode.ROOT, "the server shows an organisation with another root fingerprint");
    }
    environment().config().roots().remember(shown, RootSource.FINGERPRINT);
  }

  static String describe(Person person) {
    return Printable.row(
        "  name        %s%n  e-mail      %s%n  sign-on     %s%n  generation  %d%n  fingerprint %s%s",
        person.claimedName(),
        person.claimedEmail(),
        person.provider(),
        person.newest().body().generation(),
        person.fingerprint(),
        person.verified() ? " (verified)" : "");
  }
}
