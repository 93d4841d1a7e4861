package dev.strongroom.access.chain;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A chain as its reader gets it.
 *
 * @param links envelopes behind the sequence asked from, in order, base64url
 * @param boxes of all epochs; none for who may not read
 * @param wraps that the caller can open
 */
@Schema(description = "A chain: its links, its boxes and the caller's wraps")
public record ChainView(String id, List<String> links, List<Box> boxes, List<Wrap> wraps) {
  public ChainView {
    links = List.copyOf(links);
    boxes = List.copyOf(boxes);
    wraps = List.copyOf(wraps);
  }

  public record Box(long epoch, String box, String history) {}

  public record Wrap(long epoch, String kind, String recipient, String reference, String wrap) {}
}
