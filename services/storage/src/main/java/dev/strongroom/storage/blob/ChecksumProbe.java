package dev.strongroom.storage.blob;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Finds out which checksum of a part the store really enforces: it takes a body that fits and
 * refuses one that does not. Stores that know a header are many; those that hold the body against
 * it are fewer.
 */
@ApplicationScoped
public class ChecksumProbe {
  private static final Logger LOG = Logger.getLogger(ChecksumProbe.class);
  private static final byte[] FITS = "a part of a probe".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DAMAGED = "a part 0f a probe".getBytes(StandardCharsets.UTF_8);

  private final BlobStore store;
  private final AtomicReference<PartChecksum> found = new AtomicReference<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @Inject
  ChecksumProbe(BlobStore store) {
    this.store = store;
  }

  void begin(@Observes StartupEvent event) {
    Thread.ofVirtual()
        .name("checksum probe")
        .start(() -> {
          try {
            enforced();
          } catch (RuntimeException e) {
            LOG.warnf("the store could not be probed yet: %s", e.getMessage());
          }
        });
  }

  /** What was found; empty until the store has answered once. */
  Optional<PartChecksum> known() {
    return Optional.ofNullable(found.get());
  }

  /**
   * What this store enforces. Asks it the first time.
   *
   * @throws Problem unavailable if the store does not answer
   */
  public PartChecksum enforced() {
    PartChecksum known = found.get();
    if (known != null) {
      return known;
    }
    PartChecksum probed = probe();
    found.set(probed);
    LOG.infof("the store enforces this checksum of parts: %s", probed);
    return probed;
  }

  private PartChecksum probe() {
    String object = "probe-" + Bytes.random(new SecureRandom(), 18).toBase64Url();
    String upload = store.begin(object);
    try {
      for (PartChecksum candidate : PartChecksum.values()) {
        if (candidate != PartChecksum.NONE
            && isTaken(object, upload, candidate, FITS)
            && !isTaken(object, upload, candidate, DAMAGED)) {
          return candidate;
        }
      }
      return PartChecksum.NONE;
    } finally {
      store.abort(object, upload);
    }
  }

  /** Whether the store takes {@code body} under the checksum of the one that fits. */
  private boolean isTaken(String object, String upload, PartChecksum checksum, byte[] body) {
    String value = checksum.of(FITS);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(store.partUrl(object, upload, 1, checksum, value)))
            .timeout(Duration.ofSeconds(20))
            .header(checksum.header(), value)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 500 && status != 501) {
        throw Problem.unavailable("The object store");
      }
      return status / 100 == 2;
    } catch (IOException e) {
      throw Problem.unavailable("The object store");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The object store");
    }
  }
}
