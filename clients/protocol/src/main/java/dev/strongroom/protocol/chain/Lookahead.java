package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Links that were read, whose signatures are checked on the other cores while the first of them are
 * judged already. Whoever comes to a link before its check has begun does it himself, so nobody
 * waits for an idle pool.
 */
final class Lookahead<L> implements AutoCloseable {
  private final Map<Hash, Integer> places = new HashMap<>();
  private final List<Signed<L>> links = new ArrayList<>();
  private final List<FutureTask<Ahead>> checks = new ArrayList<>();

  /**
   * Begins to check {@code links}, in their order.
   *
   * @param check may run on several threads at once
   */
  Lookahead(List<Signed<L>> links, Function<Signed<L>, Ahead> check) {
    for (Signed<L> link : links) {
      if (places.putIfAbsent(link.hash(), this.links.size()) == null) {
        this.links.add(link);
        checks.add(new FutureTask<>(() -> check.apply(link)));
      }
    }
    checks.forEach(ForkJoinPool.commonPool()::execute);
  }

  /** A link, and what was found good of it. */
  record Checked<L>(Signed<L> link, Ahead ahead) {}

  /** The link with this hash, if it was read. */
  Optional<Checked<L>> of(Hash payload) {
    return Optional.ofNullable(places.get(payload))
        .map(place -> new Checked<>(links.get(place), ahead(place)));
  }

  private Ahead ahead(int place) {
    FutureTask<Ahead> wanted = checks.get(place);
    // Another core may be at it: then the next ones are done meanwhile.
    for (int next = place; next < checks.size() && !wanted.isDone(); next++) {
      checks.get(next).run();
    }
    try {
      return wanted.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Ahead.NOTHING;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a link could not be looked at", e.getCause());
    }
  }

  /** What has not begun is not done any more. */
  @Override
  public void close() {
    checks.forEach(check -> check.cancel(false));
  }
}
