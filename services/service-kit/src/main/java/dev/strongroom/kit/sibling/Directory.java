package dev.strongroom.kit.sibling;

import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What other services ask the identity service: which organisation this is, and people's
 * identities.
 */
@ApplicationScoped
public class Directory {
  /** Answer of {@code GET /internal/v1/organisation}. */
  public record Organisation(
      String organisation, String alias, String issuer, List<String> logKeys) {
    public Organisation {
      logKeys = List.copyOf(logKeys);
    }
  }

  /**
   * Answer of {@code GET /internal/v1/users/{user}}: identity statements, oldest first, base64url,
   * and where the directory log has them.
   */
  public record Identities(List<String> identities, List<Long> indexes) {
    public Identities {
      indexes = List.copyOf(indexes);
      identities = List.copyOf(identities);
    }
  }

  private final Sibling sibling;
  private final KitConfig config;
  private final AtomicReference<Organisation> organisation = new AtomicReference<>();

  @Inject
  Directory(Sibling sibling, KitConfig config) {
    this.sibling = sibling;
    this.config = config;
  }

  /** The organisation of this installation: it never changes, once there. */
  public Organisation organisation() {
    Organisation known = organisation.get();
    if (known == null) {
      known =
          sibling
              .get(config.identityUrl(), "/internal/v1/organisation", Organisation.class)
              .orElseThrow(() ->
                  new Problem(
                      Reason.CONFLICT,
                      "This installation has no organisation yet: an administrator runs"
                          + " org init first."));
      organisation.set(known);
    }
    return known;
  }

  public OrganisationId organisationId() {
    return OrganisationId.parse(organisation().organisation());
  }

  /** The caller's user id. */
  public UserId userOf(Caller caller) {
    caller.requireUser();
    Organisation known = organisation();
    if (!known.issuer().equals(caller.issuer())) {
      throw new Problem(Reason.UNAUTHENTICATED, "The sign-on is not this organisation's.");
    }
    return Identity.userId(organisationId(), known.alias(), caller.subject());
  }

  /** What checks the checkpoint in a statement: the signature of the organisation's log. */
  public Checkpoints checkpoints() {
    return Checkpoints.signedBy(organisation().logKeys().stream().map(NoteKey::parse).toList());
  }

  /** The verified identities of a user. */
  public IdentityChain identitiesOf(UserId user) {
    Identities found =
        sibling
            .get(config.identityUrl(), "/internal/v1/users/" + user, Identities.class)
            .orElseThrow(
                () -> new Problem(Reason.STATEMENT_REFUSED, "A person without an identity."));
    return IdentityChain.verify(
        organisationId(),
        user,
        found.identities().stream()
            .map(text -> Envelope.decode(StatementKind.IDENTITY, Bytes.fromBase64Url(text)))
            .toList());
  }
}
