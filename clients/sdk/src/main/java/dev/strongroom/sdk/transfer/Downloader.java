package dev.strongroom.sdk.transfer;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentDigest;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentLayout;
import dev.strongroom.protocol.content.ContentOpener;
import dev.strongroom.protocol.content.PlaintextSink;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.sdk.server.Server;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches one content: parts in parallel, each verified and opened before anything of it is handed
 * on.
 */
public final class Downloader {
  private static final int PIECES_A_PART = 8;
  private static final int TRIES = 4;

  /** Less than the minute that a URL lives. */
  private static final Duration URL_KEPT = Duration.ofSeconds(40);

  private final Server server;
  private final Store store = new Store();
  private final Map<Hash, Url> urls = new ConcurrentHashMap<>();

  private record Url(URI url, Instant made) {}

  public Downloader(Server server) {
    this.server = server;
  }

  /**
   * Which content.
   *
   * @param record hash of the record that names it
   * @param size of the plaintext, from the sealed metadata
   */
  public record Wanted(
      ChainId room, Hash record, BlobRef ref, ContentContext context, ContentKey key, long size) {}

  /**
   * Opens the whole content into {@code sink}; what it was given may be used only when this
   * returns.
   *
   * @throws dev.strongroom.protocol.ProtocolException {@code KEY_COMMIT}, {@code CT_CORRUPT},
   *     {@code CT_TRUNCATED}, {@code CT_DIGEST}
   */
  public void fetch(Wanted wanted, PlaintextSink sink, TransferListener listener)
      throws IOException {
    ContentLayout layout = ContentLayout.ofStored(wanted.ref().length());
    try (ContentOpener opener = open(wanted)) {
      int parts = (int) ((layout.pieceCount() + PIECES_A_PART - 1) / PIECES_A_PART);
      int buffer = PIECES_A_PART * ContentLayout.PIECE_BYTES + ContentLayout.OVERLAP_BYTES;
      AtomicLong moved = new AtomicLong();
      Parallel.run(
          parts,
          (int) Math.min(buffer, layout.storedLength()),
          (part, into) -> {
            int first = part * PIECES_A_PART;
            int count = (int) Math.min(PIECES_A_PART, layout.pieceCount() - first);
            long start = layout.pieceStart(first);
            int length = (int) (layout.openEnd(layout.pieceStart(first + count)) - start);
            read(wanted, start, into, length);
            opener.openPart(first, count, into, length, sink);
            long own = layout.pieceStart(first + count) - start;
            listener.moved(moved.addAndGet(own), layout.storedLength());
          });
      opener.finishWhole();
    }
  }

  /** A range of the plaintext, verified against the digest piece by piece. */
  public byte[] fetchRange(Wanted wanted, long offset, int length) throws IOException {
    ContentLayout layout = ContentLayout.ofStored(wanted.ref().length());
    byte[] list = new byte[(int) layout.leafListLength()];
    read(wanted, layout.storedLength(), list, list.length);
    List<Hash> leaves = ContentDigest.verifyLeaves(layout, Bytes.of(list), wanted.ref().digest());
    try (ContentOpener opener = open(wanted)) {
      long start = layout.pieceStart(opener.firstPieceOf(offset));
      long end = layout.pieceStart(opener.endPieceOf(offset, length));
      byte[] stored = new byte[(int) (end - start)];
      read(wanted, start, stored, stored.length);
      return opener.openRange(leaves, offset, length, stored);
    }
  }

  private ContentOpener open(Wanted wanted) {
    byte[] header = new byte[ContentLayout.HEADER_BYTES];
    read(wanted, 0, header, header.length);
    return ContentOpener.create(
        wanted.key(),
        wanted.context(),
        wanted.ref().length(),
        wanted.ref().digest(),
        wanted.size(),
        Bytes.of(header));
  }

  private void read(Wanted wanted, long offset, byte[] into, int length) {
    for (int attempt = 1; ; attempt++) {
      try {
        store.get(url(wanted), wanted.ref().offset() + offset, into, length);
        return;
      } catch (Store.RetryException e) {
        urls.remove(wanted.record());
        if (attempt == TRIES) {
          throw Uploader.away(e);
        }
        Uploader.pause(attempt);
      }
    }
  }

  private URI url(Wanted wanted) {
    Instant oldest = Instant.now().minus(URL_KEPT);
    return urls.compute(
            wanted.record(),
            (record, known) -> known != null && known.made().isAfter(oldest) ? known : ask(wanted))
        .url();
  }

  private Url ask(Wanted wanted) {
    Instant asked = Instant.now();
    String url =
        server
            .ask(
                "/storage/v1/rooms/" + wanted.room() + "/downloads",
                Map.of("record", wanted.record().toString()))
            .path("url")
            .asText();
    return new Url(server.storeAddress(url), asked);
  }
}
