package dev.strongroom.storage.blob;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How the object store is, as far as administrators are concerned. */
@ApplicationScoped
public class StoreState {
  private final BlobStore store;
  private final ChecksumProbe probe;

  @Inject
  StoreState(BlobStore store, ChecksumProbe probe) {
    this.store = store;
    this.probe = probe;
  }

  /**
   * @param reachable whether it answered just now
   * @param checksum of parts that it enforces, {@code none}, or empty while that is not known
   */
  @Schema(name = "StoreState", description = "How the object store is")
  public record View(boolean reachable, String checksum) {}

  public View view() {
    return new View(
        store.answers(),
        probe.known().map(found -> found.name().toLowerCase(Locale.ROOT)).orElse(""));
  }
}
