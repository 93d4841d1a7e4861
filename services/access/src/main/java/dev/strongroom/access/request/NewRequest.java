package dev.strongroom.access.request;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What somebody asks a chain's managers for.
 *
 * @param role empty for a removal
 * @param reason shown to the managers; no client believes it
 */
@Schema(description = "An unsigned request: it gives nothing, and a removal cuts at once")
public record NewRequest(
    @NotNull @Pattern(regexp = "group|room") String chainKind,
    @NotNull @Size(max = 64) String chain,
    @NotNull @Pattern(regexp = "add|remove|role") String action,
    @NotNull @Size(max = 64) String user,
    @NotNull @Pattern(regexp = "|member|depositor|viewer|editor|manager") String role,
    @NotNull @Size(max = 500) String reason) {}
