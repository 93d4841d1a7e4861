package dev.strongroom.access.chain;

import dev.strongroom.protocol.Bytes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A link with what stands beside it. Boxes come with the link that begins an epoch; wraps for those
 * who become readers.
 *
 * @param envelope base64url
 * @param box sealed, base64url; empty if the epoch goes on
 * @param history sealed, base64url; empty in epoch 1 and if the epoch goes on
 */
@Schema(description = "A signed link and what stands beside it")
public record NewLink(
    @NotNull @Size(max = 3_000_000) @Schema(examples = "eyJwYXlsb2FkVHlwZSI6…") String envelope,
    @NotNull @Size(max = 8192) String box,
    @NotNull @Size(max = 1_500_000) String history,
    @NotNull @Size(max = 100_000) List<@Valid Wrap> wraps) {
  public NewLink {
    wraps = wraps == null ? List.of() : List.copyOf(wraps);
  }

  /**
   * An epoch secret wrapped to one recipient.
   *
   * @param reference the identity's hash for a user, the epoch for a group
   */
  public record Wrap(
      @NotNull @Pattern(regexp = "user|group") String kind,
      @NotNull @Size(max = 64) String recipient,
      @NotNull @Size(max = 64) String reference,
      @NotNull @Size(max = 2048) String wrap) {}

  Bytes envelopeBytes() {
    return Bytes.fromBase64Url(envelope);
  }
}
