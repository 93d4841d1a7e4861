package dev.strongroom.sdk.rewrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.sdk.server.Server;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the storage service is asked about a room's wraps. */
final class RewrapService {
  private final Server server;
  private final String path;

  RewrapService(Server server, ChainId room) {
    this.server = server;
    this.path = "/storage/v1/rooms/" + room;
  }

  RewrapProgress progress() {
    return progress(server.get(path + "/rewraps/progress"));
  }

  /** All that changes something here is the same when it is sent twice, so it is sent again. */
  JsonNode claim(Bytes claim, long epoch, int limit, boolean again) {
    return server.ask(
        path + "/rewraps/claims",
        Map.of("claim", claim.toBase64Url(), "epoch", epoch, "limit", limit, "again", again));
  }

  long handIn(long epoch, String claim, List<Map<String, String>> wraps) {
    return server
        .ask(path + "/rewraps", Map.of("epoch", epoch, "claim", claim, "wraps", wraps))
        .path("kept")
        .asLong();
  }

  /** What has no wrap under the epoch yet; the first page. */
  JsonNode waiting(long epoch) {
    return server.get(path + "/rewraps?epoch=" + epoch + "&limit=1000").path("items");
  }

  /** How many deposits wait that were sealed to an epoch before {@code epoch}. */
  long depositsBefore(long epoch) {
    long deposits = 0;
    for (JsonNode share : server.get(path + "/deposits/epochs")) {
      if (share.path("epoch").asLong() < epoch) {
        deposits += Math.max(0, share.path("count").asLong());
      }
    }
    return deposits;
  }

  JsonNode history(long sequence, long record) {
    return server.get(path + "/history?from=" + sequence + "&record=" + record);
  }

  RewrapProgress showRetirement(List<Bytes> links) {
    return progress(
        server.ask(
            path + "/rewraps/retirement",
            Map.of("links", links.stream().map(Bytes::toBase64Url).toList())));
  }

  private static RewrapProgress progress(JsonNode answer) {
    List<RewrapProgress.Share> shares = new ArrayList<>();
    answer
        .path("byEpoch")
        .forEach(share ->
            shares.add(
                new RewrapProgress.Share(
                    share.path("epoch").asLong(), share.path("items").asLong())));
    List<RewrapProgress.Author> authors = new ArrayList<>();
    answer
        .path("authors")
        .forEach(author ->
            authors.add(
                new RewrapProgress.Author(
                    UserId.parse(author.path("user").asText()),
                    author.path("wraps").asLong(),
                    Instant.parse(author.path("last").asText()))));
    return new RewrapProgress(
        answer.path("epoch").asLong(),
        answer.path("total").asLong(),
        answer.path("done").asLong(),
        answer.path("oldestEpochInUse").asLong(),
        shares,
        authors,
        answer.path("retired").asLong(),
        answer.path("dropping").asBoolean());
  }
}
