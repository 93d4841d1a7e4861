package dev.strongroom.local.testing;

import dev.strongroom.local.Settings;
import dev.strongroom.local.StackLease;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Real parts for a service's tests: {@code @QuarkusTestResource(value = LeasedStack.class, initArgs
 * = @ResourceArg(name = "module", value = "access"))}. Further arguments are configuration that
 * wins over the lease's. Siblings are away unless an argument says where they are. A test may have
 * the {@link StackLease} in a field of that type.
 */
public final class LeasedStack implements QuarkusTestResourceLifecycleManager {
  private static final String MODULE = "module";
  private static final String AWAY = "http://127.0.0.1:1";

  private Map<String, String> arguments = Map.of();
  private @Nullable StackLease lease;

  @Override
  public void init(Map<String, String> initArgs) {
    if (!initArgs.containsKey(MODULE)) {
      throw new IllegalArgumentException("LeasedStack needs the argument \"module\"");
    }
    arguments = Map.copyOf(initArgs);
  }

  @Override
  public Map<String, String> start() {
    String module = arguments.getOrDefault(MODULE, "");
    StackLease taken = StackLease.take(module);
    lease = taken;
    Map<String, String> settings = new LinkedHashMap<>(settings(taken, module));
    settings.putAll(arguments);
    settings.remove(MODULE);
    return settings;
  }

  private static Map<String, String> settings(StackLease lease, String module) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.datasource.jdbc.url", lease.jdbcUrl());
    settings.put("quarkus.datasource.username", lease.databaseUser());
    settings.put("quarkus.datasource.password", lease.databasePassword());
    settings.put("kafka.bootstrap.servers", lease.kafkaBootstrap());
    settings.put("quarkus.oidc.auth-server-url", lease.issuer());
    if (lease.hasClient(module)) {
      settings.put("strongroom.client-id", "strongroom-" + module);
      settings.put("strongroom.client-secret", lease.clientSecret(module));
    }
    settings.put(
        "strongroom.keycloak.admin-url", lease.keycloakUrl() + "/admin/realms/" + lease.realm());
    settings.put("strongroom.log.key", StackLease.DIRECTORY_KEY);
    settings.put("strongroom.log.name", StackLease.DIRECTORY_NAME);
    settings.put("strongroom.topic-prefix", lease.topicPrefix());
    settings.put("strongroom.s3.endpoint", lease.s3Endpoint());
    settings.put("strongroom.s3.bucket", lease.bucket());
    settings.put("strongroom.s3.access-key", lease.s3AccessKey());
    settings.put("strongroom.s3.secret-key", lease.s3SecretKey());
    settings.put("strongroom.identity-url", AWAY);
    settings.put("strongroom.access-url", AWAY);
    settings.put("strongroom.internal-port", Integer.toString(Settings.freePort()));
    settings.put("quarkus.http.test-port", Integer.toString(Settings.freePort()));
    settings.put("quarkus.management.test-port", Integer.toString(Settings.freePort()));
    return settings;
  }

  @Override
  public void inject(TestInjector testInjector) {
    if (lease != null) {
      testInjector.injectIntoFields(lease, new TestInjector.MatchesType(StackLease.class));
    }
  }

  @Override
  public void stop() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }
}
