package dev.strongroom.access.chain;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What stands beside the link that began an epoch, for who reads the chain now.
 *
 * @param boxes of the epoch
 * @param wraps of the epoch that the caller can open
 */
@Schema(description = "An epoch: its boxes and the caller's wraps")
public record EpochView(List<ChainView.Box> boxes, List<ChainView.Wrap> wraps) {
  public EpochView {
    boxes = List.copyOf(boxes);
    wraps = List.copyOf(wraps);
  }
}
