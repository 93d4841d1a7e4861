package dev.strongroom.kit.crash;

import dev.strongroom.kit.KitConfig;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * What a process of this proof is told: a database with its owner, a broker, and what its topics'
 * names begin with.
 */
public record Parts(String url, String user, String password, String broker, String prefix) {
  /** How many arguments {@link #arguments} makes. */
  public static final int COUNT = 5;

  public static Parts parse(String... arguments) {
    return new Parts(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
  }

  public List<String> arguments() {
    return List.of(url, user, password, broker, prefix);
  }

  public EntityManagerFactory database() {
    return new HibernatePersistenceConfiguration("crash")
        .jdbcUrl(url)
        .jdbcCredentials(user, password)
        .createEntityManagerFactory();
  }

  /**
   * A member that was killed is given up by the group after the shortest time that a broker allows.
   */
  public Map<String, Object> kafka() {
    return Map.of(
        "bootstrap.servers",
        broker,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        6000,
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        500,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        20);
  }

  /**
   * Runs {@code work} in a transaction of {@code database}, as the container does for a service.
   */
  public static <T> T inTransaction(EntityManager database, Supplier<T> work) {
    database.getTransaction().begin();
    try {
      T result = work.get();
      database.getTransaction().commit();
      return result;
    } catch (RuntimeException e) {
      database.getTransaction().rollback();
      throw e;
    }
  }

  public KitConfig config() {
    return new Config("strongroom-crash", prefix);
  }

  private record Config(String clientId, String topicPrefix) implements KitConfig {
    @Override
    public String clientSecret() {
      return "";
    }

    @Override
    public int internalPort() {
      return 0;
    }

    @Override
    public URI identityUrl() {
      return URI.create("http://127.0.0.1/");
    }

    @Override
    public URI accessUrl() {
      return identityUrl();
    }

    @Override
    public Optional<String> tracesFile() {
      return Optional.empty();
    }

    @Override
    public Optional<URI> tracesEndpoint() {
      return Optional.empty();
    }

    @Override
    public Duration outboxPeriod() {
      return Duration.ofMillis(250);
    }

    @Override
    public int outboxShards() {
      return 4;
    }
  }
}
