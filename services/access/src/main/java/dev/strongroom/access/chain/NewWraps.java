package dev.strongroom.access.chain;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Wraps of the present epoch, made by a member who holds it. */
@Schema(description = "Wraps of the present epoch for some who may read it")
public record NewWraps(
    @NotNull @Size(min = 1, max = NewWraps.MOST) List<@NotNull @Valid Entry> wraps) {
  static final int MOST = 1_000;

  /** A wrap is about 1,900 bytes in JSON. */
  static final long LIMIT_BYTES = 4L << 20;

  public NewWraps {
    wraps = wraps == null ? List.of() : List.copyOf(wraps);
  }

  /**
   * An epoch secret wrapped to one recipient.
   *
   * @param epoch the present one
   * @param reference the identity's hash for a user, the epoch for a group
   */
  @Schema(name = "WrapOfEpoch")
  public record Entry(
      long epoch,
      @NotNull @Pattern(regexp = "user|group") String kind,
      @NotNull @Size(max = 64) String recipient,
      @NotNull @Size(max = 64) String reference,
      @NotNull @Size(max = 2048) String wrap) {
    NewLink.Wrap asWrap() {
      return new NewLink.Wrap(kind, recipient, reference, wrap);
    }
  }

  /**
   * @param kept how many were new
   */
  @Schema(name = "WrapsAnswer")
  public record Answer(int kept) {}
}
