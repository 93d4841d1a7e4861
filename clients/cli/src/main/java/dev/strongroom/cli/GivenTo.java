package dev.strongroom.cli;

import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whom something is given to: what is shown of him, for people and as JSON. */
final class GivenTo {
  private GivenTo() {}

  /** Whose key it is, and what attesters say of it. */
  static String text(Strongroom client, Person person) {
    return Action.describe(person) + Attestings.text(client.attested().of(person));
  }

  static Map<String, Object> json(Strongroom client, Person person) {
    Map<String, Object> json = new LinkedHashMap<>(brief(person));
    json.put("fingerprint", person.fingerprint().text());
    json.put("verified", person.verified());
    json.put("attested", Attestings.json(client.attested().of(person)));
    return json;
  }

  private static Map<String, Object> brief(Person person) {
    return Map.of("user", person.user().toString(), "name", person.claimedName());
  }

  /** Who made a group, who manages it, and how many are in it; a handful one by one. */
  static String text(Strongroom client, String name, Strongroom.GroupPeople group) {
    StringBuilder text =
        new StringBuilder("Group " + Printable.line(name) + ", made by" + System.lineSeparator());
    text.append(text(client, group.creator()));
    group.managers().forEach(person -> text.append(row("manager", person)));
    group.members().forEach(person -> text.append(row("member", person)));
    return text.append(Printable.row("%n  in all      %d", group.count())).toString();
  }

  private static String row(String role, Person person) {
    return Printable.row(
        "%n  %-11s %s, %s, %s",
        role, person.claimedName(), person.claimedEmail(), person.fingerprint());
  }

  /** The members as far as they are shown one by one, managers among them. */
  static Map<String, Object> json(Strongroom client, Strongroom.GroupPeople group) {
    return Map.of(
        "creator", json(client, group.creator()),
        "managers", list(group.managers()),
        "members", list(group.members()),
        "count", group.count());
  }

  private static List<Map<String, Object>> list(List<Person> people) {
    return people.stream().map(GivenTo::brief).collect(Collectors.toList());
  }
}
