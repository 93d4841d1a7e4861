package dev.strongroom.demo;

import dev.strongroom.demo.search.Canary;
import dev.strongroom.demo.search.Places;
import dev.strongroom.demo.search.PlaintextSearch;
import dev.strongroom.demo.search.RecordingRandom;
import dev.strongroom.demo.search.Searcher;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The last chapter: everything that the server side stored, logged or published is looked through.
 */
final class SearchChapter {
  private final Tale tale;
  private final Report report;

  SearchChapter(Tale tale, Report report) {
    this.tale = tale;
    this.report = report;
  }

  void play(PlaintextSearch search, RecordingRandom random) throws IOException, SQLException {
    tale.chapter("What the server side holds");
    PlaintextSearch.Verdict verdict = search.after(random.recorded());
    for (Places.Searched place : verdict.places()) {
      tale.says("%,14d bytes  %s", place.bytes(), place.place());
    }
    tale.says(
        "looked through for %d contents, names, passphrases and keys (%d set aside): %d found",
        verdict.canaries(), verdict.setAside(), verdict.hits().size());
    for (Map.Entry<Canary.Kind, Integer> kind : verdict.kinds().entrySet()) {
      tale.says("%6d %s", kind.getValue(), kind.getKey().name().toLowerCase(Locale.ROOT));
    }
    for (Searcher.Hit hit : verdict.hits()) {
      tale.says("FOUND a %s, %s, in %s", hit.canary().kind(), hit.encoding(), hit.place());
    }
    List<Map<String, Object>> places =
        verdict.places().stream()
            .map(p -> Map.<String, Object>of("place", p.place(), "bytes", p.bytes()))
            .toList();
    report.put("places_searched", places);
    report.put("canaries", verdict.canaries());
    report.put("canaries_set_aside", verdict.setAside());
    report.put("plaintext_hits", verdict.hits().size());
    DemoFailedException.require(
        verdict.isClean(), "nothing that only clients may have is found, of any kind");
  }
}
