package dev.strongroom.access.request;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request, or a proposal, as those see it who may.
 *
 * @param origin {@code administrator}, {@code self}, {@code proposal}, {@code directory} or {@code
 *     sign-on}
 * @param state {@code unconfirmed}, {@code open}, {@code fulfilled}, {@code rejected}, {@code
 *     withdrawn} or {@code lapsed}
 * @param cuts whether the user is cut off by it now
 * @param envelope of a proposal, base64url; what it says counts, and not what stands beside it
 * @param link that did what was asked for; empty otherwise
 * @param confirmedBy the second administrator; empty if none was needed, or has not yet
 * @param answeredBy who signed, rejected or withdrew it; empty while it waits, and if it lapsed
 * @param answeredAt when it ended
 */
@Schema(description = "A request or proposal and where it stands")
public record RequestView(
    String id,
    String origin,
    String chainKind,
    String chain,
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
    Optional<Instant> answeredAt) {
  static RequestView of(RequestEntity row, Instant now) {
    State state = row.state(now);
    return new RequestView(
        row.id().toBase64Url(),
        row.origin,
        row.chain_kind,
        row.chainId().toString(),
        row.action,
        row.user().toString(),
        row.role,
        row.reason,
        Bytes.of(row.envelope).toBase64Url(),
        row.filedBy().toString(),
        row.filed_at,
        row.expires_at,
        state.text(),
        row.cuts && state == State.OPEN,
        row.link().map(Hash::toString).orElse(""),
        id(row.confirmed_by),
        id(row.closed_by),
        Optional.ofNullable(row.closed_at));
  }

  private static String id(byte @Nullable [] user) {
    return user == null ? "" : Bytes.of(user).toBase64Url();
  }
}
