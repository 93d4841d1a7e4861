package dev.strongroom.sdk.transfer;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Works through numbered parts with a few workers, each with one buffer: constant memory whatever
 * the size. The first failure interrupts the rest; no thread outlives the call.
 */
public final class Parallel {
  /** Enough to keep a store busy. */
  static final int WORKERS = 4;

  /** What all buffers together may take, beyond one. */
  private static final int MAX_BUFFER_BYTES = 64 << 20;

  private Parallel() {}

  /** One part. */
  @FunctionalInterface
  public interface PartWork {
    void run(int part, byte[] buffer) throws IOException;
  }

  /**
   * Runs {@code work} for parts 0 to {@code parts} - 1.
   *
   * @throws IOException the first failure; likewise for a RuntimeException
   */
  public static void run(int parts, int bufferBytes, PartWork work) throws IOException {
    int affordable = Math.max(1, MAX_BUFFER_BYTES / Math.max(1, bufferBytes));
    int workers = Math.min(Math.min(WORKERS, affordable), parts);
    if (workers == 0) {
      return;
    }
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      ExecutorCompletionService<Integer> running = new ExecutorCompletionService<>(threads);
      for (int worker = 0; worker < workers; worker++) {
        running.submit(() -> {
          byte[] buffer = new byte[bufferBytes];
          int done = 0;
          for (int part = next.getAndIncrement();
              part < parts && !Thread.currentThread().isInterrupted();
              part = next.getAndIncrement()) {
            work.run(part, buffer);
            done++;
          }
          return done;
        });
      }
      try {
        int done = 0;
        for (int worker = 0; worker < workers; worker++) {
          done += running.take().get();
        }
        if (done != parts) {
          throw new IOException("interrupted");
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw unwrapped(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static IOException unwrapped(@Nullable Throwable cause) throws IOException {
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }
}
