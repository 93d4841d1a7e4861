package dev.strongroom.access.chain;

import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An accepted link's place in the directory log, with its proof. The same for everybody who sends
 * the same bytes again.
 *
 * @param checkpoint the log's signed note
 * @param inclusion hashes that prove the link under that checkpoint, base64url
 */
@Schema(description = "Where the directory log has a link")
public record LinkAnswer(String id, long index, String checkpoint, List<String> inclusion) {
  public LinkAnswer {
    inclusion = List.copyOf(inclusion);
  }

  static LinkAnswer of(ChainId chain, Directory.Logged place) {
    return new LinkAnswer(chain.toString(), place.index(), place.checkpoint(), place.inclusion());
  }
}
