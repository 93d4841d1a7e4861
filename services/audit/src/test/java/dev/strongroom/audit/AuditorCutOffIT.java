package dev.strongroom.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An auditor whom the sign-on lets in no longer sees nothing more. */
class AuditorCutOffIT {
  @Test
  void auditor_disabledInKeycloak_isRefusedWithinSeconds() {
    World world = World.start("audit-cut", "identity", "audit").founded();
    try {
      World.Person auditor = world.enrolled("dismissed-auditor", "auditor");
      String token = auditor.token();
      assertThat(events(world, token)).isEqualTo(200);
      world
          .lease()
          .keycloak()
          .disableUser(world.lease().realm(), auditor.keys().identity().body().subject());
      Waiting.until(Duration.ofSeconds(5), () -> events(world, token) == 401);
    } finally {
      world.close();
    }
  }

  private static int events(World world, String token) {
    return world.as(token, "audit").get("/audit/v1/events").statusCode();
  }
}
