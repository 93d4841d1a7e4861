package dev.strongroom.identity.account;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * @param state {@code active}, {@code disabled} or {@code deleted}
 * @param generation of his newest keys; 0 without keys
 * @param devices slots of devices that open his keys
 * @param lastSignIn as the sign-on told it; of sign-ins before it did, nothing is known
 * @param mirroredAt when the sign-on was asked for him last, or he came by himself
 */
@Schema(description = "A person in a list")
public record PersonSummary(
    String user,
    String username,
    String email,
    String state,
    boolean hasKeys,
    long generation,
    long devices,
    Optional<Instant> lastSignIn,
    Instant mirroredAt) {}
