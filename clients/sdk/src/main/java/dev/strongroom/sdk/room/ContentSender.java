package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentLayout;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.transfer.FileSource;
import dev.strongroom.sdk.transfer.Parallel;
import dev.strongroom.sdk.transfer.TransferListener;
import dev.strongroom.sdk.transfer.Uploader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Seals and stores the contents of a put. Small files go several at once; a large one goes alone,
 * its parts at once, so that what is in memory does not grow with their number.
 */
final class ContentSender {
  private static final long SMALL_BYTES = 4L << 20;

  private final Uploader uploader;
  private final Keyring me;
  private final ChainId room;
  private final Padding padding;
  private final TransferListener listener;
  private final AtomicLong moved = new AtomicLong();
  private final long total;

  /**
   * @param plan everything that will be sent, for the listener's sum
   * @throws IOException if a file is not there
   */
  ContentSender(
      Uploader uploader, Keyring me, RoomView view, List<PutPlan> plan, TransferListener listener)
      throws IOException {
    this.uploader = uploader;
    this.me = me;
    this.room = view.chain().id();
    this.padding = view.chain().newest().padding();
    this.listener = listener;
    long sum = 0;
    for (PutPlan one : plan) {
      if (one instanceof PutPlan.File file) {
        long padded = padding.paddedLength(Files.size(file.file()));
        sum += ContentLayout.ofPlaintext(padded).blobLength();
      }
    }
    this.total = sum;
  }

  /** What was sent, in the order of the batch. The caller closes it. */
  List<Sent> send(List<PutPlan> batch) throws IOException {
    AtomicReferenceArray<Sent> sent = new AtomicReferenceArray<>(batch.size());
    List<Integer> small = new ArrayList<>();
    List<Integer> large = new ArrayList<>();
    try {
      for (int i = 0; i < batch.size(); i++) {
        switch (batch.get(i)) {
          case PutPlan.Folder folder -> sent.set(i, Sent.folder(folder.path()));
          case PutPlan.File file -> (Files.size(file.file()) <= SMALL_BYTES ? small : large).add(i);
        }
      }
      Parallel.run(small.size(), 0, (at, _) -> sent.set(small.get(at), send(batch, small.get(at))));
      for (int i : large) {
        sent.set(i, send(batch, i));
      }
      return all(sent);
    } catch (IOException | RuntimeException e) {
      all(sent).forEach(Sent::close);
      throw e;
    }
  }

  private static List<Sent> all(AtomicReferenceArray<Sent> sent) {
    List<Sent> all = new ArrayList<>();
    for (int i = 0; i < sent.length(); i++) {
      Optional.ofNullable(sent.get(i)).ifPresent(all::add);
    }
    return all;
  }

  private Sent send(List<PutPlan> batch, int at) throws IOException {
    PutPlan.File plan = (PutPlan.File) batch.get(at);
    ContentKey key = ContentKey.random(me.random());
    ContentId content = new ContentId(Bytes.random(me.random(), ContentId.LENGTH_BYTES));
    ContentContext context = new ContentContext(me.organisation(), room, content);
    try (FileSource source = FileSource.open(plan.file());
        ContentSealer sealer =
            ContentSealer.create(key, context, source.size(), padding, me.random())) {
      Uploader.Stored stored = uploader.send(room, sealer, source, ownShare());
      source.requireUnchanged();
      BlobRef ref = new BlobRef(content, stored.blob(), 0, stored.length(), stored.digest());
      return new Sent(
          plan.path(), source.modified(), source.size(), Optional.of(key), Optional.of(ref));
    } catch (IOException | RuntimeException e) {
      key.close();
      throw e;
    }
  }

  /** One content's part of the whole sum. */
  private TransferListener ownShare() {
    AtomicLong known = new AtomicLong();
    return (done, _) -> {
      long before = known.getAndAccumulate(done, Math::max);
      long more = Math.max(0, done - before);
      listener.moved(moved.addAndGet(more), total);
    };
  }
}
