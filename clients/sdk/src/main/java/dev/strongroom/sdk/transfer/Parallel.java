package dev.strongroom.sdk.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Works through numbered parts with a few workers, each with one buffer: constant memory whatever
 * the size.
 */
final class Parallel {
  /** Enough to keep a store busy; four buffers of 8 MiB fit any heap. */
  static final int WORKERS = 4;

  private Parallel() {}

  @FunctionalInterface
  interface PartWork {
    void run(int part, byte[] buffer) throws IOException;
  }

  /**
   * Runs {@code work} for parts 0 to {@code parts} - 1; the first failure stops the rest and is
   * thrown.
   */
  static void run(int parts, int bufferBytes, PartWork work) throws IOException {
    int workers = Math.min(WORKERS, parts);
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(WORKERS);
    try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, workers))) {
      List<Future<?>> running = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        buffers.add(new byte[bufferBytes]);
        running.add(
            threads.submit(() -> {
              byte[] buffer = buffers.take();
              for (int part = next.getAndIncrement();
                  part < parts && !failed.get();
                  part = next.getAndIncrement()) {
                try {
                  work.run(part, buffer);
                } catch (IOException | RuntimeException e) {
                  failed.set(true);
                  throw e;
                }
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        await(one);
      }
    }
  }

  private static void await(Future<?> one) throws IOException {
    try {
      one.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e.getCause() instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
