package dev.strongroom.access.chain;

import dev.strongroom.protocol.ChainId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Accepted states of chains by their place, as many as fit: what was not used for longest goes
 * first. Bounded by what the states hold, not by their number: one of a large group weighs as much
 * as a thousand of small ones. For several threads.
 */
final class StateCache<S> {
  private final long mostWeight;
  private final Map<Place, Weighed<S>> states = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<ChainId, NavigableSet<Long>> places = new HashMap<>();
  private long weight;

  private record Place(ChainId chain, long sequence) {}

  private record Weighed<S>(S state, long weight) {}

  /**
   * @param mostWeight of all states together; the newest one stays even if it alone is above
   */
  StateCache(long mostWeight) {
    this.mostWeight = mostWeight;
  }

  /** The latest state of {@code chain} that is not behind {@code sequence}. */
  synchronized Optional<S> upTo(ChainId chain, long sequence) {
    return Optional.ofNullable(places.get(chain))
        .map(known -> known.floor(sequence))
        .map(place -> states.get(new Place(chain, place)))
        .map(Weighed::state);
  }

  /** Keeps a state that is accepted; never one that may still be rolled back. */
  synchronized void keep(ChainId chain, long sequence, S state, long stateWeight) {
    Weighed<S> old = states.put(new Place(chain, sequence), new Weighed<>(state, stateWeight));
    weight += stateWeight - (old == null ? 0 : old.weight());
    places.computeIfAbsent(chain, _ -> new TreeSet<>()).add(sequence);
    Iterator<Map.Entry<Place, Weighed<S>>> eldest = states.entrySet().iterator();
    while (weight > mostWeight && states.size() > 1) {
      Map.Entry<Place, Weighed<S>> gone = eldest.next();
      eldest.remove();
      weight -= gone.getValue().weight();
      forget(gone.getKey());
    }
  }

  private void forget(Place place) {
    NavigableSet<Long> known = places.get(place.chain());
    if (known != null && known.remove(place.sequence()) && known.isEmpty()) {
      places.remove(place.chain());
    }
  }

  synchronized int size() {
    return states.size();
  }
}
