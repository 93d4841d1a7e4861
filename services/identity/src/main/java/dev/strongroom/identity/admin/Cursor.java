package dev.strongroom.identity.admin;

import dev.strongroom.identity.account.Accounts;
import dev.strongroom.identity.account.PersonSummary;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A place in a list, as pages tell it: nobody but this service reads it. */
final class Cursor {
  private static final String BETWEEN = "\n";

  private Cursor() {}

  static String of(PersonSummary person) {
    return of(person.username(), person.user());
  }

  static String of(String name, String id) {
    return Bytes.utf8(name + BETWEEN + id).toBase64Url();
  }

  static Optional<Accounts.Place> place(String after) {
    return split(after).map(parts -> new Accounts.Place(parts[0], UserId.parse(parts[1])));
  }

  /** Name and id; empty for the beginning. */
  static Optional<String[]> split(String after) {
    if (after.isEmpty()) {
      return Optional.empty();
    }
    String text = new String(Bytes.fromBase64Url(after).toArray(), StandardCharsets.UTF_8);
    int between = text.lastIndexOf(BETWEEN);
    if (between < 0) {
      throw new Problem(Reason.MALFORMED, "That is no page's next.");
    }
    return Optional.of(new String[] {text.substring(0, between), text.substring(between + 1)});
  }
}
