package dev.strongroom.cli;

import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom room policy}. */
@Command(
    name = "policy",
    description =
        "What a room asks of those whom it is given to: that an attester of the organisation's"
            + " policy has attested them, in person or in a group.")
final class RoomPolicyCommand extends Action {
  @Parameters(paramLabel = "ROOM", description = "Name or id.")
  String room = "";

  @Option(
      names = "--attested",
      required = true,
      negatable = true,
      description = "Lets in nobody whom no attester has attested; or anybody again.")
  boolean attested;

  @Override
  int act() throws Exception {
    try (Strongroom client = connect()) {
      List<Person> missing = client.askForAttestations(room, attested);
      StringBuilder text =
          new StringBuilder(
              attested
                  ? "The room lets in nobody whom no attester has attested."
                  : "The room lets in anybody whom a manager does.");
      if (!missing.isEmpty()) {
        text.append(" There already, without an attestation that counts:");
        missing.forEach(person ->
            text.append(
                Printable.row(
                    "%n  %s %s", person.claimedName(), person.user().toString().substring(0, 10))));
      }
      result(
          Map.of(
              "attested",
              attested,
              "without",
              missing.stream().map(person -> person.user().toString()).toList()),
          text.toString());
      return Exit.OK;
    }
  }
}
