package dev.strongroom.identity.signon;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Tells how the mirror is. No reason to take the service away: without the sign-on it goes on with
 * what it knows.
 */
@Wellness
@ApplicationScoped
class MirrorHealth implements HealthCheck {
  private final SignOnState state;

  @Inject
  MirrorHealth(SignOnState state) {
    this.state = state;
  }

  @Override
  public HealthCheckResponse call() {
    SignOnState.SignOnView view = state.view();
    return HealthCheckResponse.named("sign-on mirror")
        .status(view.reachable())
        .withData("lastOutcome", view.lastOutcome())
        .withData("lastFullAt", view.lastFullAt().map(Object::toString).orElse("never"))
        .withData("problems", view.problems().size())
        .build();
  }
}
