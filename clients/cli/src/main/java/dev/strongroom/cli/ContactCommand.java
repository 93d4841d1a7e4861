package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.attestation.Attested;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.people.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code strongroom contact}. */
@Command(
    name = "contact",
    description = "People whose keys you have seen.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ContactCommand.ListAll.class,
      ContactCommand.Show.class,
      ContactCommand.Verify.class,
      ContactCommand.Confirm.class,
      ContactCommand.ConfirmReset.class,
      ContactCommand.Rotations.class
    })
final class ContactCommand {
  /** {@code strongroom contact list}. */
  @Command(name = "list", description = "Lists your contacts.")
  static final class ListAll extends Action {
    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        List<Pins.Contact> contacts = List.copyOf(client.pins().contacts().values());
        StringBuilder text = new StringBuilder();
        for (Pins.Contact contact : contacts) {
          text.append(
              Printable.row(
                  "%-24s %s%s%n",
                  contact.name(),
                  Fingerprint.of(contact.identity()),
                  contact.verified() ? "  verified" : ""));
        }
        result(
            contacts.stream()
                .map(c ->
                    Map.of(
                        "name", c.name(),
                        "user", c.user().toString(),
                        "fingerprint", Fingerprint.of(c.identity()).text(),
                        "verified", c.verified()))
                .toList(),
            text.toString().stripTrailing());
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom contact show}. */
  @Command(name = "show", description = "Shows whose key somebody has, and its history.")
  static final class Show extends Action {
    @Parameters(paramLabel = "NAME", description = "User name or e-mail, exactly.")
    String name = "";

    @Mixin FingerprintForms forms = new FingerprintForms();

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        String lines =
            describe(person)
                + forms.lines(person.fingerprint())
                + System.lineSeparator()
                + Histories.text(person);
        List<Attested> attested = client.attested().of(person);
        Map<String, Object> json = json(person);
        json.put("attested", Attestings.json(attested));
        result(json, lines + Attestings.text(attested));
        picture(forms, person.fingerprint());
        warn(name, person);
        client.people().told(person);
        return Exit.OK;
      }
    }

    private static Map<String, Object> json(Person person) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("user", person.user().toString());
      json.put("name", person.claimedName());
      json.put("email", person.claimedEmail());
      json.put("fingerprint", person.fingerprint().text());
      json.put("words", person.fingerprint().words());
      json.put("verified", person.verified());
      json.put("trust", person.trust().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      json.put("history", Histories.json(person));
      return json;
    }
  }

  /** Somebody, and a fingerprint of his in any form. */
  abstract static class Fingerprinted extends Action {
    @Parameters(index = "0", paramLabel = "NAME", description = "User name or e-mail, exactly.")
    String name = "";

    abstract List<String> typed();

    Optional<Fingerprint> expected() {
      return typed().isEmpty() ? Optional.empty() : Optional.of(Histories.parse(typed()));
    }

    int done(Person pinned, String what) throws Exception {
      result(
          Map.of(
              "user", pinned.user().toString(),
              "fingerprint", pinned.fingerprint().text(),
              "verified", pinned.verified()),
          Printable.line(name) + what);
      return Exit.OK;
    }
  }

  /** {@code strongroom contact verify}. */
  @Command(name = "verify", description = "Marks a contact as verified, by his fingerprint.")
  static final class Verify extends Fingerprinted {
    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "FINGERPRINT",
        description = "As he read it to you, from his own machine: letters or words.")
    List<String> fingerprint = List.of();

    @Override
    List<String> typed() {
      return fingerprint;
    }

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        return done(client.people().pin(client.person(name), name, expected()), " is verified.");
      }
    }
  }

  /** {@code strongroom contact confirm}. */
  @Command(
      name = "confirm",
      description = "Confirms what has become of a contact's key since you confirmed it last.")
  static final class Confirm extends Fingerprinted {
    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "FINGERPRINT",
        description = "As he read it to you: letters or words. Without one you are asked.")
    List<String> fingerprint = List.of();

    @Override
    List<String> typed() {
      return fingerprint;
    }

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        if (expected().isEmpty()) {
          note(describe(person) + System.lineSeparator() + Histories.text(person));
          if (!confirm("Did he tell you that this is his key?")) {
            throw new LockedException(
                "Not confirmed, so nothing was changed. In a script, give the fingerprint.");
          }
        }
        return done(client.people().pin(person, name, expected()), " is confirmed.");
      }
    }
  }

  /** {@code strongroom contact confirm-reset}. */
  @Command(
      name = "confirm-reset",
      description =
          "Confirms that somebody has lost his keys and made new ones; then readmit him in your"
              + " rooms and groups.")
  static final class ConfirmReset extends Fingerprinted {
    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "FINGERPRINT",
        description = "Of his new key, as he read it to you: letters or words.")
    List<String> fingerprint = List.of();

    @Override
    List<String> typed() {
      return fingerprint;
    }

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        if (expected().isEmpty()) {
          note(
              describe(person)
                  + System.lineSeparator()
                  + Histories.text(person)
                  + System.lineSeparator()
                  + "Whoever can sign in as him can make a reset. Ask him in person, or by"
                  + " telephone, and compare the fingerprint.");
          if (!confirm("Did he tell you that he made the reset that waits?")) {
            throw new LockedException(
                "Not confirmed, so nothing was changed. In a script, give the fingerprint.");
          }
        }
        return done(
            client.people().confirmReset(person, name, expected()),
            "'s new key is confirmed. Where you are a manager: strongroom room readmit, strongroom"
                + " group readmit.");
      }
    }
  }

  /** {@code strongroom contact rotations}. */
  @Command(
      name = "rotations",
      description =
          "Shows or sets what a routine rotation of a contact's key does here: warn, or block until"
              + " you have confirmed it.")
  static final class Rotations extends Action {
    @Parameters(
        arity = "0..1",
        paramLabel = "warn|block",
        description = "What it is to do. The policy may demand block.")
    @Nullable String chosen;

    @Override
    int act() throws Exception {
      StrongroomConfig config = environment().config();
      Strictness set = chosen != null ? parse(chosen) : config.strictness();
      String here = word(set);
      String now = word(new Enrolment(config).strictness(set));
      if (chosen != null) {
        config.rememberStrictness(set);
      }
      result(
          Map.of("rotations", now, "here", here),
          "A contact's routine rotation: "
              + now
              + (now.equals(here) ? "" : ", as the policy demands; here it is set to " + here));
      return Exit.OK;
    }

    private static String word(Strictness strictness) {
      return strictness.name().toLowerCase(Locale.ROOT);
    }

    private static Strictness parse(String chosen) {
      return switch (chosen) {
        case "warn" -> Strictness.WARN;
        case "block" -> Strictness.BLOCK;
        default -> throw new IllegalArgumentException("It is warn or block.");
      };
    }
  }
}
