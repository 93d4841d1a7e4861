package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.local.testing.LeasedStack;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeasedStackIT {
  @Test
  void start_module_givesItsConfigurationAndArgumentsWin() throws SQLException {
    LeasedStack resource = new LeasedStack();
    resource.init(Map.of("module", "access", "strongroom.identity-url", "http://127.0.0.1:7"));
    Map<String, String> settings = resource.start();
    try {
      assertThat(settings)
          .containsEntry("strongroom.client-id", "strongroom-access")
          .containsEntry("strongroom.identity-url", "http://127.0.0.1:7")
          .containsKeys(
              "kafka.bootstrap.servers",
              "quarkus.oidc.auth-server-url",
              "strongroom.client-secret",
              "strongroom.topic-prefix",
              "strongroom.s3.endpoint",
              "strongroom.internal-port")
          .doesNotContainKey("module");
      connect(settings);
    } finally {
      resource.stop();
    }
    assertThatThrownBy(() -> connect(settings)).isInstanceOf(SQLException.class);
  }

  private static void connect(Map<String, String> settings) throws SQLException {
    DriverManager.getConnection(
            settings.get("quarkus.datasource.jdbc.url"),
            settings.get("quarkus.datasource.username"),
            settings.get("quarkus.datasource.password"))
        .close();
  }

  @Test
  void init_withoutModule_isRefused() {
    assertThatThrownBy(() -> new LeasedStack().init(Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
