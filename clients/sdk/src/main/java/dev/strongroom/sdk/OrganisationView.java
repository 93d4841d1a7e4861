package dev.strongroom.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.policy.PolicyChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.directory.DirectoryReplica;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The organisation as the server shows it, verified under a root that this client believes in. */
final class OrganisationView {
  private static final Set<ErrorCode> OTHER_LOG =
      Set.of(ErrorCode.LOG_FORK, ErrorCode.LOG_SIG, ErrorCode.DIR_STALE);

  private final OrganisationId claimed;
  private final List<Envelope> policies;

  private OrganisationView(OrganisationId claimed, List<Envelope> policies) {
    this.claimed = claimed;
    this.policies = policies;
  }

  static OrganisationView fetch(Server server) {
    JsonNode answer = server.get("/identity/v1/organisation");
    List<Envelope> policies = new ArrayList<>();
    answer
        .path("policies")
        .forEach(p ->
            policies.add(Envelope.decode(StatementKind.POLICY, Bytes.fromBase64Url(p.asText()))));
    return new OrganisationView(
        OrganisationId.parse(answer.path("organisation").asText()), policies);
  }

  /** What the server says; to be believed by nobody before it was confirmed. */
  OrganisationId claimed() {
    return claimed;
  }

  /**
   * The newest policy under {@code root}; never older than what was pinned.
   *
   * @throws AuthenticationException {@link ErrorCode#ROOT}
   */
  Signed<Policy> verify(OrganisationId root, Optional<Pins.Place> pinned) {
    if (!claimed.equals(root)) {
      throw new AuthenticationException(
          ErrorCode.ROOT, "the server shows another organisation than this client's");
    }
    Signed<Policy> newest = PolicyChain.newest(root, Optional.empty(), policies);
    pinned.ifPresent(pin -> {
      boolean held =
          pin.sequence() < policies.size() && hashAt((int) pin.sequence()).equals(pin.hash());
      if (!held) {
        throw new AuthenticationException(
            ErrorCode.ROOT, "the server shows an older or another policy than this client knows");
      }
    });
    return newest;
  }

  /**
   * Requires that the log has exactly these policies: a log key that no logged policy names signs
   * nothing, and none is kept back.
   *
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF}
   */
  private void requireLogged(DirectoryReplica directory) {
    boolean complete =
        directory
            .indexesOf(
                DirectoryEntry.Kind.POLICY,
                claimed.value(),
                policies.stream().map(Envelope::hash).toList())
            .isPresent();
    if (!complete) {
      throw DirectoryReplica.incomplete();
    }
  }

  /** The newest policy, and this client's copy of the log under its keys. */
  record Believed(Signed<Policy> policy, DirectoryReplica directory) {}

  /**
   * Verifies the policies under {@code root}, opens this client's copy of the log and goes on to
   * what it is now.
   */
  Believed believe(OrganisationId root, Optional<Pins.Place> pinned, Server server, Device device) {
    return believe(root, pinned, "", server, device);
  }

  /**
   * Likewise, with what an opened key slot says of both.
   *
   * @param checkpoint of the directory log, as its note; empty where there is none
   * @throws AuthenticationException {@link ErrorCode#ROOT} if the log does not continue it (T65)
   */
  Believed believe(
      OrganisationId root,
      Optional<Pins.Place> pinned,
      String checkpoint,
      Server server,
      Device device) {
    Signed<Policy> policy = verify(root, pinned);
    DirectoryReplica directory = open(root, policy, checkpoint, server, device);
    requireLogged(directory);
    return new Believed(policy, directory);
  }

  private static DirectoryReplica open(
      OrganisationId root, Signed<Policy> policy, String checkpoint, Server server, Device device) {
    try {
      return DirectoryReplica.open(server, root, policy.body().directoryKeys(), device, checkpoint);
    } catch (ProtocolException e) {
      boolean other = OTHER_LOG.contains(e.code());
      if (other && !checkpoint.isEmpty()) {
        throw new AuthenticationException(
            ErrorCode.ROOT,
            "the server shows an older or another directory than your key slot knows ("
                + e.getMessage()
                + ")");
      }
      throw e;
    }
  }

  private Hash hashAt(int sequence) {
    return policies.get(sequence).hash();
  }
}
