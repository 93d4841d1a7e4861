package dev.strongroom.storage.blob;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the object store answers. */
@Readiness
@ApplicationScoped
class StoreReadiness implements HealthCheck {
  private final BlobStore store;
  private final ChecksumProbe probe;

  @Inject
  StoreReadiness(BlobStore store, ChecksumProbe probe) {
    this.store = store;
    this.probe = probe;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("object store")
        .status(store.answers())
        .withData("partChecksum", probe.known().map(PartChecksum::name).orElse("not probed yet"))
        .build();
  }
}
