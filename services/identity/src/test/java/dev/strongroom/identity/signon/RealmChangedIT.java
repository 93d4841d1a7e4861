package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.strongroom.kit.testing.World;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A realm imported anew, with the same names and other ids. */
class RealmChangedIT {
  private static final int PEOPLE = 24;
  private static World world;
  private static Realm realm;

  @BeforeAll
  static void start() {
    world = World.start("identity-anew", "identity").founded();
    realm = new Realm(world);
    realm.silence();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static List<String> imported() {
    String users =
        IntStream.range(0, PEOPLE)
            .mapToObj(i ->
                "{\"username\":\"employee-%d\",\"email\":\"employee-%d@example.org\",\"enabled\":true}"
                    .formatted(i, i))
            .collect(Collectors.joining(","));
    realm.call(
        "POST", "partialImport", "{\"ifResourceExists\":\"SKIP\",\"users\":[" + users + "]}");
    return IntStream.range(0, PEOPLE)
        .mapToObj(i ->
            realm
                .call("GET", "users?exact=true&username=employee-" + i, "")
                .get(0)
                .path("id")
                .asText())
        .toList();
  }

  @Test
  void realm_importedAnew_deletesNobody_untilAnAdministratorConfirmsIt_andNobodyInheritsKeys() {
    List<String> before = imported();
    World.Person keyed = world.enrolled("keyed");
    String keyedBefore = keyed.keys().identity().body().subject();
    String group = realm.group("department");
    before.forEach(subject -> realm.join(subject, group));
    realm.reconcile(false);
    assertThat(realm.membersOf(group)).hasSize(PEOPLE);

    before.forEach(subject -> realm.call("DELETE", "users/" + subject, ""));
    realm.call("DELETE", "users/" + keyedBefore, "");
    List<String> after = imported();
    String keyedAfter = realm.user("keyed");
    assertThat(after).doesNotContainAnyElementsOf(before);
    realm.reconcile(false);
    assertThat(realm.problems()).contains("REALM_CHANGED");
    assertThat(realm.state(before.getFirst())).isEqualTo("active");
    assertThat(realm.state(after.getFirst())).isEqualTo("active");
    assertThat(realm.membersOf(group)).hasSize(PEOPLE);

    realm.reconcile(true);
    assertThat(realm.problems()).doesNotContain("REALM_CHANGED").contains("NAME_REUSED");
    assertThat(realm.state(before.getFirst())).isEqualTo("deleted");
    assertThat(realm.state(keyedBefore)).isEqualTo("deleted");
    assertThat(realm.membersOf(group)).isEmpty();
    world
        .as(world.signedIn("administrator"), "identity")
        .get("/identity/v1/users?name=keyed")
        .then()
        .statusCode(200)
        .body("user", equalTo(realm.id(keyedAfter)))
        .body("user", not(equalTo(keyed.keys().user().toString())))
        .body("identities", hasSize(0));
  }
}
