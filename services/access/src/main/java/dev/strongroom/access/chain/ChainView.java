package dev.strongroom.access.chain;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A chain as its reader gets it.
 *
 * @param links behind the sequence asked from, in order, at most {@link #MOST_LINKS}
 * @param more whether there are links behind these; asked for from the last one's sequence
 * @param voids links for these places that the directory log has, and that were not valid there
 * @param boxes of the present epoch, beside the last links; none for who may not read
 * @param wraps of the present epoch that the caller can open, beside the last links
 */
@Schema(description = "A chain: its links, the boxes of its present epoch and the caller's wraps")
public record ChainView(
    String id,
    List<Logged> links,
    boolean more,
    List<Logged> voids,
    List<Box> boxes,
    List<Wrap> wraps) {
  static final int MOST_LINKS = 1_000;

  public ChainView {
    links = List.copyOf(links);
    voids = List.copyOf(voids);
    boxes = List.copyOf(boxes);
    wraps = List.copyOf(wraps);
  }

  /**
   * A link.
   *
   * @param envelope base64url
   * @param index its place in the directory log
   */
  public record Logged(String envelope, long index) {}

  public record Box(long epoch, String box, String history) {}

  public record Wrap(long epoch, String kind, String recipient, String reference, String wrap) {}
}
