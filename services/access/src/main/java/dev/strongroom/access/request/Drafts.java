package dev.strongroom.access.request;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** Requests that are not kept yet, and what one may ask for. */
@ApplicationScoped
class Drafts {
  private static final int ID_BYTES = 16;

  private final RequestsConfig config;
  private final SecureRandom random = new SecureRandom();

  @Inject
  Drafts(RequestsConfig config) {
    this.config = config;
  }

  /** A row that nothing is decided of yet; its time runs from now. */
  RequestEntity row(String origin, UserId by, NewRequest request) {
    RequestEntity row = new RequestEntity();
    row.request = Bytes.random(random, ID_BYTES).toArray();
    row.origin = origin;
    row.chain_kind = request.chainKind();
    row.chain = ChainId.parse(request.chain()).value().toArray();
    row.action = request.action();
    row.user_id = UserId.parse(request.user()).value().toArray();
    row.role = request.role();
    row.reason = request.reason();
    row.filed_by = by.value().toArray();
    row.filed_at = Instant.now();
    row.expires_at = end(row.filed_at);
    return row;
  }

  /** When what is filed at {@code at} has waited for too long. */
  Instant end(Instant at) {
    return at.plus(config.lapse());
  }

  static void requireRole(ChainKind kind, Action action, String role) {
    boolean fits =
        switch (action) {
          case REMOVE -> role.isEmpty();
          case ADD, ROLE ->
              switch (kind) {
                case GROUP -> role.equals("member") || role.equals("manager");
                case ROOM -> !role.isEmpty() && !role.equals("member");
              };
        };
    if (!fits) {
      throw new Problem(Reason.MALFORMED, "That role is none of such a request.");
    }
  }

  /**
   * @param has the role that the person has now
   */
  static void requirePossible(Action action, Optional<String> has, String role) {
    switch (action) {
      case ADD -> {
        if (has.isPresent()) {
          throw new Problem(Reason.CONFLICT, "That person is there already.");
        }
      }
      case REMOVE -> {
        if (has.isEmpty()) {
          throw new Problem(Reason.CONFLICT, "That person is not there.");
        }
      }
      case ROLE -> {
        if (has.isEmpty() || has.get().equals(role)) {
          throw new Problem(Reason.CONFLICT, "That person is not there, or has that role already.");
        }
      }
    }
  }
}
