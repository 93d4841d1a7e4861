package dev.strongroom.sdk.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Set<Integer> done = ConcurrentHashMap.newKeySet();

  /** A thread that has ended its work is alive for a moment longer. */
  private void assertNoThreadLeft() throws InterruptedException {
    assertThat(threads).isNotEmpty();
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void run_allParts_eachOnceWithABufferOfItsWorker() throws Exception {
    Set<Integer> buffers = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    Parallel.run(
        100,
        10,
        (part, buffer) -> {
          threads.add(Thread.currentThread());
          buffers.add(System.identityHashCode(buffer));
          done.add(part);
          runs.incrementAndGet();
        });
    assertThat(runs).hasValue(100);
    assertThat(done).hasSize(100);
    assertThat(buffers).hasSizeLessThanOrEqualTo(Parallel.WORKERS);
    assertNoThreadLeft();
  }

  @Test
  void run_nothing_endsAtOnce() throws Exception {
    Parallel.run(0, 10, (part, buffer) -> done.add(part));
    assertThat(done).isEmpty();
  }

  @Test
  void run_firstFailure_interruptsTheOthersAndIsThrown() throws Exception {
    CountDownLatch waiting = new CountDownLatch(Parallel.WORKERS - 1);
    AtomicInteger interrupted = new AtomicInteger();
    assertThatThrownBy(() ->
            Parallel.run(
                1000,
                0,
                (part, _) -> {
                  threads.add(Thread.currentThread());
                  if (part == 0) {
                    awaitOrFail(waiting);
                    throw new IOException("first");
                  }
                  waiting.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw new IOException("interrupted", e);
                  }
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("first");
    assertThat(interrupted).hasValue(Parallel.WORKERS - 1);
    assertNoThreadLeft();
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void run_runtimeException_isThrownAsItIs() throws Exception {
    IllegalStateException failure = new IllegalStateException("failure");
    assertThatThrownBy(() ->
            Parallel.run(
                10,
                0,
                (_, _) -> {
                  threads.add(Thread.currentThread());
                  throw failure;
                }))
        .isSameAs(failure);
    assertNoThreadLeft();
  }

  @Test
  void run_callerInterrupted_endsAndSaysSo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() ->
                failure.set(
                    catchThrowable(() ->
                        Parallel.run(
                            1000,
                            0,
                            (_, _) -> {
                              threads.add(Thread.currentThread());
                              begun.countDown();
                              awaitOrFail(new CountDownLatch(1));
                            }))));
    begun.await();
    caller.interrupt();
    caller.join();
    assertThat(failure.get()).isInstanceOf(IOException.class);
    assertNoThreadLeft();
  }

  @Test
  void run_largeBuffers_fewerWorkersInsteadOfMoreMemory() throws Exception {
    Parallel.run(8, 40 << 20, (part, _) -> threads.add(Thread.currentThread()));
    assertThat(threads).hasSize(1);
  }
}
