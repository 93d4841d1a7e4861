package dev.strongroom.access.request;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request or proposal as administrators and auditors see it: as {@link RequestView}, and what it
 * waits for.
 *
 * @param label plain name of the chain, if a manager published one; empty otherwise
 * @param managers how many people can answer it, in person or through a group
 * @param waitingFor for a manager, for a second administrator, or empty if it does not wait
 * @param nudgedAt when its managers were reminded last
 */
@Schema(description = "A request or proposal, and what it waits for")
public record AdminRequestView(
    String id,
    String origin,
    String chainKind,
    String chain,
    String label,
    String action,
    String user,
    String role,
    String reason,
    String envelope,
    String filedBy,
    Instant filedAt,
    Instant expiresAt,
    String state,
    boolean cuts,
    String link,
    String confirmedBy,
    String answeredBy,
    Optional<Instant> answeredAt,
    long managers,
    String waitingFor,
    Optional<Instant> nudgedAt) {
  static AdminRequestView of(RequestEntity row, String label, long managers, Instant now) {
    RequestView view = RequestView.of(row, now);
    String waitingFor =
        switch (row.state(now)) {
          case OPEN -> "manager";
          case UNCONFIRMED -> "second-administrator";
          case FULFILLED, REJECTED, WITHDRAWN, LAPSED -> "";
        };
    return new AdminRequestView(
        view.id(),
        view.origin(),
        view.chainKind(),
        view.chain(),
        label,
        view.action(),
        view.user(),
        view.role(),
        view.reason(),
        view.envelope(),
        view.filedBy(),
        view.filedAt(),
        view.expiresAt(),
        view.state(),
        view.cuts(),
        view.link(),
        view.confirmedBy(),
        view.answeredBy(),
        view.answeredAt(),
        managers,
        waitingFor,
        Optional.ofNullable(row.nudged_at));
  }
}
