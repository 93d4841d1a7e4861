package dev.strongroom.keycloak;

import java.util.concurrent.atomic.AtomicReference;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The event listener {@code strongroom-sign-on}, which a realm names among its listeners. */
public final class SignOnListenerFactory implements EventListenerProviderFactory {
  static final String ID = "strongroom-sign-on";

  private final AtomicReference<Pushes> pushes = new AtomicReference<>();

  @Override
  public EventListenerProvider create(KeycloakSession session) {
    Pushes running = pushes.get();
    if (running == null) {
      throw new IllegalStateException("the listener is used before it is there");
    }
    return new SignOnListener(session, running);
  }

  @Override
  public void init(Config.Scope config) {
    // Each realm says where its notices go.
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    pushes.set(new Pushes());
  }

  @Override
  public void close() {
    Pushes running = pushes.getAndSet(null);
    if (running != null) {
      running.close();
    }
  }

  @Override
  public String getId() {
    return ID;
  }
}
