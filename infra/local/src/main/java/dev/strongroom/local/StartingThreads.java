package dev.strongroom.local;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads on which parts are started side by side. Not virtual ones: those that wait within a class
 * initializer keep their carrier, and on two cores the two that there are have waited for ever for
 * a lock (the JDK's logger finder, first used by several of them at once) whose owner had none.
 */
final class StartingThreads {
  private StartingThreads() {}

  static ExecutorService open() {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofPlatform().daemon().name("start-", 0).factory());
  }
}
