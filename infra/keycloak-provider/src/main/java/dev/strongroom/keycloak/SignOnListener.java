package dev.strongroom.keycloak;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Makes notices of Keycloak's events, and sends them once their transaction has committed. */
final class SignOnListener implements EventListenerProvider {
  /** Where a realm's notices go: the identity service's internal port. */
  static final String URL_ATTRIBUTE = "strongroom.events.url";

  /** Whose secret signs them. */
  static final String CLIENT = "strongroom-identity";

  private final KeycloakSession session;
  private final Pushes pushes;

  SignOnListener(KeycloakSession session, Pushes pushes) {
    this.session = session;
    this.pushes = pushes;
  }

  @Override
  public void onEvent(Event event) {
    sendAfterCommit(event.getRealmId(), Notices.of(event));
  }

  @Override
  public void onEvent(AdminEvent event, boolean includeRepresentation) {
    sendAfterCommit(event.getRealmId(), Notices.of(event));
  }

  private void sendAfterCommit(String realmId, List<Notice> notices) {
    if (notices.isEmpty()) {
      return;
    }
    Optional<Pushes.Target> target = target(realmId);
    if (target.isEmpty()) {
      return;
    }
    session
        .getTransactionManager()
        .enlistAfterCompletion(
            new AbstractKeycloakTransaction() {
              @Override
              protected void commitImpl() {
                notices.forEach(notice -> pushes.add(target.get(), notice));
              }

              @Override
              protected void rollbackImpl() {
                // It did not happen.
              }
            });
  }

  /** None where the realm does not say where. */
  private Optional<Pushes.Target> target(String realmId) {
    RealmModel realm = session.realms().getRealm(realmId);
    if (realm == null) {
      return Optional.empty();
    }
    String url = realm.getAttribute(URL_ATTRIBUTE);
    ClientModel client = realm.getClientByClientId(CLIENT);
    if (url == null || !url.matches("https?://.+") || client == null) {
      return Optional.empty();
    }
    String secret = client.getSecret();
    return secret == null || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pushes.Target(URI.create(url), Signature.key(secret)));
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
