package dev.strongroom.sdk.deposit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.List;

/** Pages of an inbox, as far as the server is trusted with them: not even to come to an end. */
final class Pages {
  private Pages() {}

  /**
   * All items.
   *
   * @param most of them
   * @throws MalformedException {@link ErrorCode#LIMIT}
   */
  static List<JsonNode> all(Server server, String path, int most) {
    List<JsonNode> all = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode page = server.get(path + "?after=" + after);
      page.path("items").forEach(all::add);
      if (all.size() > most) {
        throw new MalformedException(
            ErrorCode.LIMIT, "an inbox of more than " + most + " deposits");
      }
      String next = page.path("next").asText();
      if (next.isEmpty()) {
        return all;
      }
      after = later(next, after, page.path("items").isEmpty());
    }
  }

  /** A page that names a next one has come further than the page before it. */
  private static long later(String next, long after, boolean empty) {
    try {
      long place = Long.parseLong(next);
      if (!empty && place > after) {
        return place;
      }
    } catch (NumberFormatException _) {
      // The same as for one that does not lead on.
    }
    throw ServerException.nonsense("a page of an inbox that leads nowhere");
  }
}
