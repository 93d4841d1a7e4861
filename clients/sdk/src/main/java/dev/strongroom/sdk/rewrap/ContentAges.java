package dev.strongroom.sdk.rewrap;

import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.util.HashMap;
import java.util.Map;

/** In which epoch each content of a room was made, as its proved history says. */
public final class ContentAges {
  private final Map<ContentId, Long> epochs;

  private ContentAges(Map<ContentId, Long> epochs) {
    this.epochs = epochs;
  }

  /**
   * @param head verified
   */
  public static ContentAges of(
      Server server, Keyring me, RoomDirectory.OpenRoom room, Signed<Commit> head) {
    Map<ContentId, Long> epochs = new HashMap<>();
    try (WrapOpener opener = new WrapOpener(me, room)) {
      new ProvedHistory(new RewrapService(server, room.id()), opener, head)
          .visit(
              (record, _) ->
                  record
                      .content()
                      .ifPresent(ref -> epochs.merge(ref.content(), record.epoch(), Math::min)),
              () -> false);
    }
    return new ContentAges(epochs);
  }

  /** Whether the content was made before {@code epoch}; what is not known was not. */
  public boolean isBefore(ContentId content, long epoch) {
    return epochs.getOrDefault(content, epoch) < epoch;
  }
}
