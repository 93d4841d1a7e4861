package dev.strongroom.bench;

import dev.strongroom.local.Stack;
import io.minio.DownloadObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import io.minio.UploadObjectArgs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The MinIO client alone, without encryption or a platform: once as it comes, which sends one part
 * after the other, and once with as many parts at a time as our client has.
 */
final class BareStore {
  private static final int PART_BYTES = 8 << 20;
  private static final int PARTS_AT_A_TIME = 4;
  private static final String OBJECT = "bare";

  private final MinioAsyncClient client;

  private BareStore(MinioAsyncClient client) {
    this.client = client;
  }

  static BareStore of(Stack stack) {
    return new BareStore(
        MinioAsyncClient.builder()
            .endpoint(stack.s3Endpoint())
            .region("us-east-1")
            .credentials(
                stack.settings().value("s3.access-key", () -> "strongroom"),
                stack.settings().secret("s3"))
            .build());
  }

  void upload(Path file) throws Exception {
    client
        .uploadObject(
            UploadObjectArgs.builder()
                .bucket(Stack.BUCKET)
                .object(OBJECT)
                .filename(file.toString(), PART_BYTES)
                .build())
        .get(10, TimeUnit.MINUTES);
  }

  void download(Path target) throws Exception {
    client
        .downloadObject(
            DownloadObjectArgs.builder()
                .bucket(Stack.BUCKET)
                .object(OBJECT)
                .filename(target.toString())
                .overwrite(true)
                .build())
        .get(10, TimeUnit.MINUTES);
  }

  /** Each part an object of its own: what the store has to do is the same. */
  void uploadParts(Path file) throws Exception {
    try (FileChannel in = FileChannel.open(file)) {
      inParallel(
          in.size(),
          (offset, length) -> {
            byte[] part = new byte[length];
            readFully(in, ByteBuffer.wrap(part), offset);
            client
                .putObject(
                    PutObjectArgs.builder()
                        .bucket(Stack.BUCKET)
                        .object(OBJECT + "-" + offset)
                        .data(part, length)
                        .build())
                .get(10, TimeUnit.MINUTES);
          });
    }
  }

  private static void readFully(FileChannel in, ByteBuffer part, long offset) throws IOException {
    while (part.hasRemaining()) {
      if (in.read(part, offset + part.position()) < 0) {
        throw new IOException("the file became shorter");
      }
    }
  }

  /** Ranges of the object that {@link #upload} left. */
  void downloadParts(Path target, long bytes) throws Exception {
    try (FileChannel out =
        FileChannel.open(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      inParallel(
          bytes,
          (offset, length) -> {
            GetObjectArgs range =
                GetObjectArgs.builder()
                    .bucket(Stack.BUCKET)
                    .object(OBJECT)
                    .offset(offset)
                    .length((long) length)
                    .build();
            try (InputStream in = client.getObject(range).get(10, TimeUnit.MINUTES)) {
              ByteBuffer part = ByteBuffer.wrap(in.readNBytes(length));
              if (part.remaining() != length) {
                throw new IOException("the range ended early");
              }
              while (part.hasRemaining()) {
                out.write(part, offset + part.position());
              }
            }
          });
    }
  }

  private interface Part {
    void transfer(long offset, int length) throws Exception;
  }

  private static void inParallel(long bytes, Part part) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(PARTS_AT_A_TIME)) {
      for (long offset = 0; offset < bytes; offset += PART_BYTES) {
        long start = offset;
        int length = (int) Math.min(PART_BYTES, bytes - offset);
        running.add(
            workers.submit(() -> {
              part.transfer(start, length);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
