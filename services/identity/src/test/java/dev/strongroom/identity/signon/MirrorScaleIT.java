package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A company of ten thousand, and half of it changed at once. Run by {@code
 * -Dstrongroom.scale=true}: making it takes Keycloak minutes.
 */
@EnabledIfSystemProperty(named = "strongroom.scale", matches = "true")
class MirrorScaleIT {
  private static final int PEOPLE = 10_000;
  private static final int GROUPS = 2_000;
  private static final int AT_ONCE = 1_000;
  private static final int CHANGED = 5_000;
  private static final Duration LONG = Duration.ofMinutes(10);

  private static String user(int number) {
    return "{\"username\":\"u%1$d\",\"email\":\"u%1$d@example.org\",\"enabled\":true,\"groups\":[%2$s]}"
        .formatted(
            number,
            IntStream.of(number % GROUPS, (number * 7 + 1) % GROUPS, (number * 13 + 5) % GROUPS)
                .distinct()
                .mapToObj(group -> "\"/g" + group + "\"")
                .collect(Collectors.joining(",")));
  }

  private static void fill(Realm realm) {
    for (int from = 0; from < GROUPS; from += AT_ONCE) {
      realm.call(
          "POST",
          "partialImport",
          IntStream.range(from, from + AT_ONCE)
              .mapToObj(i -> "{\"name\":\"g%1$d\",\"path\":\"/g%1$d\"}".formatted(i))
              .collect(
                  Collectors.joining(",", "{\"ifResourceExists\":\"SKIP\",\"groups\":[", "]}")));
    }
    for (int from = 0; from < PEOPLE; from += AT_ONCE) {
      realm.call(
          "POST",
          "partialImport",
          IntStream.range(from, from + AT_ONCE)
              .mapToObj(MirrorScaleIT::user)
              .collect(
                  Collectors.joining(",", "{\"ifResourceExists\":\"SKIP\",\"users\":[", "]}")));
    }
  }

  private static Duration reconciled(Realm realm) {
    Instant begin = Instant.now();
    realm.reconcile(false);
    return Duration.between(begin, Instant.now());
  }

  @Test
  void company_ofTenThousand_isMirroredWithinAMinute_andHalfOfItChangesAtOnce() {
    World world = World.start("identity-scale", "identity").founded();
    try {
      Realm realm = new Realm(world);
      realm.silence();
      fill(realm);
      Duration mirror = reconciled(realm);
      assertThat(realm.get("sign-on").getInt("groups")).isEqualTo(GROUPS);
      assertThat(realm.get("people/counts").getInt("active")).isGreaterThanOrEqualTo(PEOPLE);
      Duration again = reconciled(realm);
      Instant filter = Instant.now();
      realm.get("people?query=u999&limit=100");
      Duration filtered = Duration.between(filter, Instant.now());
      disabled(realm);
      Instant begin = Instant.now();
      Waiting.until(LONG, () -> realm.get("people/counts").getInt("disabled") == CHANGED);
      System.out.printf(
          "mirror %s, without changes %s, filtered list %s, after the last of %d changes %s%n",
          mirror, again, filtered, CHANGED, Duration.between(begin, Instant.now()));
      assertThat(mirror).isLessThan(Duration.ofSeconds(60));
      assertThat(again).isLessThan(Duration.ofSeconds(5));
    } finally {
      world.close();
    }
  }

  /** One by one, as fast as Keycloak takes it, and told by its provider. */
  private static void disabled(Realm realm) {
    realm.call("PUT", "", "{\"eventsListeners\":[\"strongroom-sign-on\"]}");
    List<String> subjects =
        StreamSupport.stream(
                realm.call("GET", "users?search=u&max=" + CHANGED, "").spliterator(), false)
            .map(user -> user.path("id").asText())
            .toList();
    assertThat(subjects).hasSize(CHANGED);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      subjects.forEach(subject -> threads.execute(() -> realm.enabled(subject, false)));
    }
  }
}
