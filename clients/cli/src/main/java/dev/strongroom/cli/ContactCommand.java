package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.Person;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code strongroom contact}. */
@Command(
    name = "contact",
    description = "People whose keys you have seen.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ContactCommand.ListAll.class,
      ContactCommand.Show.class,
      ContactCommand.Verify.class
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
  @Command(name = "show", description = "Shows whose key somebody has.")
  static final class Show extends Action {
    @Parameters(paramLabel = "NAME", description = "User name or e-mail, exactly.")
    String name = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        result(
            Map.of(
                "user", person.user().toString(),
                "name", person.claimedName(),
                "email", person.claimedEmail(),
                "fingerprint", person.fingerprint().text(),
                "verified", person.verified()),
            describe(person));
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom contact verify}. */
  @Command(name = "verify", description = "Marks a contact as verified, by his fingerprint.")
  static final class Verify extends Action {
    @Parameters(index = "0", paramLabel = "NAME", description = "User name or e-mail, exactly.")
    String name = "";

    @Parameters(
        index = "1",
        paramLabel = "FINGERPRINT",
        description = "As he read it to you, from his own machine.")
    String fingerprint = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        Person pinned =
            client.people().pin(person, name, Optional.of(Fingerprint.parse(fingerprint)));
        result(
            Map.of("user", pinned.user().toString(), "verified", pinned.verified()),
            Printable.line(name) + " is verified.");
        return Exit.OK;
      }
    }
  }
}
