package dev.strongroom.storage.upload;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.trace.Cause;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.content.ContentLayout;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.storage.RoomAccess;
import dev.strongroom.storage.blob.BlobStore;
import dev.strongroom.storage.blob.ChecksumProbe;
import dev.strongroom.storage.blob.PartChecksum;
import dev.strongroom.storage.usage.Quotas;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** Upload sessions. A blob becomes part of a room only by a commit that names it. */
@ApplicationScoped
public class Uploads {
  private static final Logger LOG = Logger.getLogger(Uploads.class);

  /** Parts are a whole number of pieces; S3 takes 10,000 of at least 5 MiB. */
  private static final long PART_BYTES = 8L << 20;

  private static final long MAX_PARTS = 9_000;

  /** Uploads for deposits, of one user in one room and one day, that no deposit names yet. */
  private static final long MOST_UNUSED = 100;

  private static final Duration UNUSED_SINCE = Duration.ofDays(1);
  private static final long MAX_STORED_BYTES = 4L << 40;

  private final BlobStore store;
  private final ChecksumProbe probe;
  private final Quotas quotas;
  private final Outbox outbox;
  private final SecureRandom random = new SecureRandom();

  @Inject
  Uploads(BlobStore store, ChecksumProbe probe, Quotas quotas, Outbox outbox) {
    this.store = store;
    this.probe = probe;
    this.quotas = quotas;
    this.outbox = outbox;
  }

  UploadEntity begin(RoomAccess.Granted granted, long storedLength, boolean forDeposit) {
    if (storedLength > MAX_STORED_BYTES) {
      throw new Problem(Reason.BODY_TOO_LARGE, "A file has at most 4 TiB.");
    }
    if (forDeposit) {
      requireFewUnused(granted);
    }
    ContentLayout layout = ContentLayout.ofStored(storedLength);
    UploadEntity upload = new UploadEntity();
    upload.blob = Bytes.random(random, BlobRef.BLOB_ID_BYTES).toArray();
    upload.room = granted.room().value().toArray();
    upload.user_id = granted.user().value().toArray();
    // Random and used once: a name tells nothing, and no URL that is out reaches another content.
    upload.object = Bytes.random(random, 24).toBase64Url();
    upload.stored_length = storedLength;
    upload.blob_length = layout.blobLength();
    upload.part_bytes = partBytes(storedLength);
    upload.parts = (int) ((storedLength + upload.part_bytes - 1) / upload.part_bytes);
    upload.for_deposit = forDeposit;
    upload.started_at = Instant.now();
    upload.s3_upload = store.begin(upload.object);
    try {
      keep(granted, upload);
    } catch (RuntimeException e) {
      store.abort(upload.object, upload.s3_upload);
      throw e;
    }
    return upload;
  }

  private void keep(RoomAccess.Granted granted, UploadEntity upload) {
    QuarkusTransaction.requiringNew()
        .run(() -> {
          quotas.requireRoom(granted.room(), upload.blob_length);
          upload.persist();
          outbox.append(
              new DomainEvent.UploadStarted(
                  granted.room().toString(),
                  granted.user().toString(),
                  Bytes.of(upload.blob).toString(),
                  upload.blob_length));
        });
  }

  /** Who may only send files in cannot fill the store with what belongs to no deposit. */
  private static void requireFewUnused(RoomAccess.Granted granted) {
    long unused =
        QuarkusTransaction.requiringNew()
            .call(() ->
                UploadEntity.unusedForDeposits(
                    granted.room(), granted.user(), Instant.now().minus(UNUSED_SINCE)));
    if (unused >= MOST_UNUSED) {
      throw new Problem(
          Reason.CONFLICT,
          "Too many uploads of yours belong to no deposit yet: finish them first.");
    }
  }

  private static long partBytes(long storedLength) {
    long least = (storedLength + MAX_PARTS - 1) / MAX_PARTS;
    long pieces = (least + ContentLayout.PIECE_BYTES - 1) / ContentLayout.PIECE_BYTES;
    return Math.max(PART_BYTES, pieces * ContentLayout.PIECE_BYTES);
  }

  /** The caller's own upload; the same answer for somebody else's and for none. */
  UploadEntity require(Bytes blob, UserId user) {
    return QuarkusTransaction.requiringNew()
        .call(() ->
            UploadEntity.<UploadEntity>findByIdOptional(blob.toArray())
                .filter(u -> Bytes.of(u.user_id).equals(user.value()))
                .orElseThrow(Problem::notFound));
  }

  /** Which checksum clients send along with each part. */
  PartChecksum checksum() {
    return probe.enforced();
  }

  /**
   * @param checksums of the parts' bodies, where the URLs are bound to them
   */
  List<String> urls(UploadEntity upload, List<Integer> parts, List<String> checksums) {
    if (!upload.state.equals("open")) {
      throw new Problem(Reason.CONFLICT, "This upload takes no more parts.");
    }
    PartChecksum checksum = probe.enforced();
    if (checksum.isSigned() && checksums.size() != parts.size()) {
      throw new Problem(Reason.MALFORMED, "This store wants the checksum of each part.");
    }
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int part = parts.get(i);
      if (part < 1 || part > upload.parts) {
        throw new Problem(Reason.MALFORMED, "This upload has no such part.");
      }
      String value = checksum.isSigned() ? checksums.get(i) : "";
      urls.add(store.partUrl(upload.object, upload.s3_upload, part, checksum, value));
    }
    return urls;
  }

  /**
   * Takes the completion on, once; what it asks of the store runs behind. Asked again, it goes on
   * where it stopped.
   */
  void complete(UploadEntity upload, List<String> etags) {
    if (etags.size() != upload.parts) {
      throw new Problem(Reason.MALFORMED, "A part is missing.");
    }
    String joined = String.join("\n", etags);
    QuarkusTransaction.requiringNew()
        .run(() -> {
          UploadEntity row = UploadEntity.locked(upload.blob).orElseThrow(Problem::notFound);
          if (row.state.equals("aborted")) {
            throw new Problem(Reason.CONFLICT, "This upload was given up.");
          }
          if (row.state.equals("open")) {
            quotas.requireStillRoom(new ChainId(Bytes.of(row.room)), row.blob_length);
            row.state = "completing";
            row.etags = joined;
          }
        });
    Thread.ofVirtual().name("completion").start(Cause.carried(() -> finish(upload.blob)));
  }

  /**
   * One completer at a time, by row lock. Asks the store first, for an answer may have been lost.
   */
  private void finish(byte[] blob) {
    try {
      QuarkusTransaction.requiringNew()
          .timeout(300)
          .run(() -> {
            UploadEntity row = UploadEntity.locked(blob).orElseThrow(Problem::notFound);
            if (row.state.equals("completing")) {
              finish(row);
            }
          });
    } catch (RuntimeException e) {
      LOG.warnf("an upload could not be completed yet: %s", e.getMessage());
    }
  }

  private void finish(UploadEntity row) {
    OptionalLong size = store.size(row.object);
    if (size.isEmpty()) {
      store.complete(row.object, row.s3_upload, List.of(row.etags.split("\n")));
      size = store.size(row.object);
    }
    if (size.orElse(-1) != row.blob_length) {
      giveUp(row);
      return;
    }
    row.state = "complete";
    quotas.charge(new ChainId(Bytes.of(row.room)), row.blob_length);
    outbox.append(
        new DomainEvent.UploadCompleted(
            Bytes.of(row.room).toString(),
            Bytes.of(row.user_id).toString(),
            Bytes.of(row.blob).toString(),
            row.blob_length));
  }

  @Transactional
  void abort(UploadEntity upload) {
    UploadEntity row = UploadEntity.locked(upload.blob).orElseThrow(Problem::notFound);
    if (row.state.equals("open")) {
      giveUp(row);
      store.abort(row.object, row.s3_upload);
    }
  }

  private void giveUp(UploadEntity row) {
    row.state = "aborted";
    outbox.append(
        new DomainEvent.UploadAborted(
            Bytes.of(row.room).toString(),
            Bytes.of(row.user_id).toString(),
            Bytes.of(row.blob).toString()));
  }

  /**
   * Requires that a record's blob is wholly here, in this room, of the length that the record says.
   */
  @Transactional
  public void requireBlob(ChainId room, BlobRef ref) {
    boolean fits =
        UploadEntity.<UploadEntity>findByIdOptional(ref.blob().toArray())
            .filter(u -> Bytes.of(u.room).equals(room.value()))
            .filter(u -> u.state.equals("complete"))
            .filter(u -> ref.offset() == 0 && u.stored_length == ref.length())
            .isPresent();
    if (!fits) {
      throw new Problem(
          Reason.STATEMENT_REFUSED, "A record names a blob that was not uploaded to this room.");
    }
  }

  /**
   * Requires that a deposit's blob is wholly here, uploaded for a deposit by this user to this
   * room, of the length that the deposit says.
   */
  @Transactional
  public void requireOwnBlob(ChainId room, UserId user, BlobRef ref) {
    boolean own =
        UploadEntity.<UploadEntity>findByIdOptional(ref.blob().toArray())
            .filter(u -> u.for_deposit && Bytes.of(u.user_id).equals(user.value()))
            .isPresent();
    if (!own) {
      throw new Problem(
          Reason.STATEMENT_REFUSED,
          "A deposit names a blob that its sender did not upload for it.");
    }
    requireBlob(room, ref);
  }

  /** A URL from which the blob's bytes can be read for a minute. */
  @Transactional
  public String readUrl(ChainId room, Bytes blob) {
    return UploadEntity.<UploadEntity>findByIdOptional(blob.toArray())
        .filter(u -> Bytes.of(u.room).equals(room.value()))
        .map(u -> store.readUrl(u.object))
        .orElseThrow(Problem::notFound);
  }
}
