package dev.strongroom.sdk.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.content.ContentDigest;
import dev.strongroom.protocol.content.ContentLayout;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.content.PlaintextSource;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends one content: sealed part by part, several at once, each retried with the same bytes. */
public final class Uploader {
  private static final int TRIES = 4;
  private static final long MAX_PART_BYTES = 16L << 20;
  private static final Duration COMPLETION_LIMIT = Duration.ofMinutes(10);

  private final Server server;
  private final boolean forDeposits;
  private final Store store = new Store();

  public Uploader(Server server) {
    this(server, false);
  }

  private Uploader(Server server, boolean forDeposits) {
    this.server = server;
    this.forDeposits = forDeposits;
  }

  /** Sends contents of deposits, which whoever reaches a room may. */
  public static Uploader forDeposits(Server server) {
    return new Uploader(server, true);
  }

  /**
   * What was stored.
   *
   * @param blob id that the service gave
   */
  public record Stored(Bytes blob, long length, Hash digest) {}

  /**
   * @throws IOException what the source throws; the upload is given up then
   */
  public Stored send(
      ChainId room, ContentSealer sealer, PlaintextSource source, TransferListener listener)
      throws IOException {
    ContentLayout layout = sealer.layout();
    String path = "/storage/v1/rooms/" + room + "/uploads";
    JsonNode begun =
        server.post(path, Map.of("storedLength", layout.storedLength(), "deposit", forDeposits));
    Bytes blob = Bytes.fromBase64Url(begun.path("upload").asText());
    if (blob.length() != BlobRef.BLOB_ID_BYTES) {
      throw ServerException.nonsense("an upload without an id");
    }
    String upload = blob.toBase64Url();
    try {
      Session session =
          new Session(
              path + "/" + upload,
              layout,
              begun.path("partBytes").asLong(),
              begun.path("parts").asInt(),
              PartChecksum.named(begun.path("checksum").asText()),
              sealer,
              source,
              listener);
      Hash digest = session.send();
      return new Stored(blob, layout.storedLength(), digest);
    } catch (IOException | RuntimeException e) {
      giveUp(path + "/" + upload, e);
      throw e;
    }
  }

  /** Also where another file's failure interrupted this one. */
  private void giveUp(String path, Exception reason) {
    boolean interrupted = Thread.interrupted();
    try {
      server.delete(path);
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Session {
    private final String path;
    private final ContentLayout layout;
    private final long partBytes;
    private final int parts;
    private final PartChecksum checksum;
    private final ContentSealer sealer;
    private final PlaintextSource source;
    private final TransferListener listener;
    private final Hash[] leaves;
    private final String[] etags;
    private final AtomicLong moved = new AtomicLong();

    Session(
        String path,
        ContentLayout layout,
        long partBytes,
        int parts,
        PartChecksum checksum,
        ContentSealer sealer,
        PlaintextSource source,
        TransferListener listener) {
      boolean sane =
          partBytes > 0
              && partBytes % ContentLayout.PIECE_BYTES == 0
              && partBytes <= largestPart(layout)
              && parts == (layout.storedLength() + partBytes - 1) / partBytes;
      if (!sane) {
        throw ServerException.nonsense("it asks for parts that cannot be");
      }
      this.path = path;
      this.layout = layout;
      this.partBytes = partBytes;
      this.parts = parts;
      this.checksum = checksum;
      this.sealer = sealer;
      this.source = source;
      this.listener = listener;
      this.leaves = new Hash[(int) layout.pieceCount()];
      this.etags = new String[parts];
    }

    /** Parts are as large as 10,000 of them make necessary, or a little larger: each is memory. */
    private static long largestPart(ContentLayout layout) {
      return Math.max(MAX_PART_BYTES, layout.storedLength() / 5_000);
    }

    Hash send() throws IOException {
      int buffer = (int) Math.min(partBytes, layout.storedLength());
      // All but the last: that one carries the leaf list, which is known only then.
      Parallel.run(parts - 1, buffer, this::sendPart);
      sendLast();
      complete();
      return ContentDigest.root(List.of(leaves));
    }

    private void sendPart(int part, byte[] buffer) throws IOException {
      int length = seal(part, buffer);
      put(part, buffer, length);
    }

    private int seal(int part, byte[] buffer) throws IOException {
      int firstPiece = (int) (part * (partBytes / ContentLayout.PIECE_BYTES));
      int lastPiece =
          (int) Math.min(leaves.length, firstPiece + partBytes / ContentLayout.PIECE_BYTES);
      List<Hash> hashes = sealer.seal(firstPiece, lastPiece - firstPiece, source, buffer, 0);
      for (int i = 0; i < hashes.size(); i++) {
        leaves[firstPiece + i] = hashes.get(i);
      }
      return (int) (layout.pieceStart(lastPiece) - layout.pieceStart(firstPiece));
    }

    private void sendLast() throws IOException {
      int part = parts - 1;
      int content = (int) (layout.storedLength() - part * partBytes);
      byte[] buffer = new byte[content + (int) layout.leafListLength()];
      int length = seal(part, buffer);
      Bytes list = ContentDigest.encodeLeaves(List.of(leaves));
      list.copyTo(buffer, length);
      put(part, buffer, length + list.length());
    }

    private void put(int part, byte[] body, int length) {
      for (int attempt = 1; ; attempt++) {
        try {
          etags[part] = store.put(url(part, body, length), body, length, checksum);
          listener.moved(moved.addAndGet(length), layout.blobLength());
          return;
        } catch (Store.RetryException e) {
          if (attempt == TRIES) {
            throw away(e);
          }
          pause(attempt);
        }
      }
    }

    private URI url(int part, byte[] body, int length) {
      List<String> bound = checksum.isBound() ? List.of(checksum.of(body, length)) : List.of();
      return server.storeAddress(
          server
              .ask(path + "/urls", Map.of("parts", List.of(part + 1), "checksums", bound))
              .path("urls")
              .path(0)
              .asText());
    }

    private void complete() {
      List<String> all = new ArrayList<>(Arrays.asList(etags));
      Instant limit = Instant.now().plus(COMPLETION_LIMIT);
      // Asked again it goes on where it stopped, so it may be.
      String state = server.ask(path + "/completion", Map.of("etags", all)).path("state").asText();
      for (int look = 1; !state.equals("complete"); look++) {
        boolean going = state.equals("completing") || state.equals("open");
        if (!going || Instant.now().isAfter(limit)) {
          throw new ServerException(
              ServerException.AWAY,
              "upload-failed",
              "The store did not keep the upload. Nothing was put; try again.");
        }
        pause(Math.min(look, 5));
        // Asking again also sets a completion going that a crash interrupted.
        state =
            look % 20 == 0
                ? server.ask(path + "/completion", Map.of("etags", all)).path("state").asText()
                : server.get(path).path("state").asText();
      }
    }
  }

  static ServerException away(Store.RetryException e) {
    return new ServerException(
        ServerException.AWAY,
        "store-away",
        "The store cannot be reached: "
            + e.getMessage()
            + ". Nothing was changed; try again later.");
  }

  /** Waits a little longer each time. */
  static void pause(int attempt) {
    try {
      TimeUnit.MILLISECONDS.sleep(20L << Math.min(attempt, 6));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ServerException.AWAY, "interrupted", "Interrupted.");
    }
  }
}
