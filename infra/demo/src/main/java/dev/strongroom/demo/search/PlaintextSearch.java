package dev.strongroom.demo.search;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The search, before the story and after it. What is there before is set aside and counted; a kind
 * of which nothing is left has shown nothing, and fails.
 */
public final class PlaintextSearch {
  private static final int MIN_CONTENTS = 20;

  private final Places places;
  private final List<Canary> known;
  private final Set<Canary> setAside = new LinkedHashSet<>();

  /**
   * @param known what is known before the story: contents, names, passphrases
   */
  public PlaintextSearch(Places places, Collection<Canary> known) {
    this.places = places;
    this.known = List.copyOf(known);
  }

  /** Looks for what is there already. */
  public void before() throws IOException, SQLException {
    places.disableCompression();
    places.search(new Searcher(known)).hits().forEach(hit -> setAside.add(hit.canary()));
  }

  /** What the search showed. */
  public record Verdict(
      List<Places.Searched> places,
      int canaries,
      int setAside,
      Set<Searcher.Hit> hits,
      Map<Canary.Kind, Integer> kinds) {
    /** Whether there were enough of each kind, and none was found. */
    public boolean isClean() {
      boolean enough =
          kinds.values().stream().allMatch(count -> count > 0)
              && kinds.getOrDefault(Canary.Kind.CONTENTS, 0) >= MIN_CONTENTS;
      return enough && hits.isEmpty();
    }
  }

  /** Looks for everything, with the secrets that were made meanwhile. */
  public Verdict after(Collection<Canary> secrets) throws IOException, SQLException {
    List<Canary> all = new ArrayList<>(known);
    all.addAll(secrets);
    all.removeAll(setAside);
    Map<Canary.Kind, Integer> kinds = new EnumMap<>(Canary.Kind.class);
    for (Canary.Kind kind : Canary.Kind.values()) {
      kinds.put(kind, (int) all.stream().filter(c -> c.kind() == kind).count());
    }
    Places.Result result = places.search(new Searcher(all));
    return new Verdict(result.places(), all.size(), setAside.size(), result.hits(), kinds);
  }
}
