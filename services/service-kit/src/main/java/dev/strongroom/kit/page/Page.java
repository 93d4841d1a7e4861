package dev.strongroom.kit.page;

import java.util.List;
import java.util.function.Function;

/**
 * A page of a listing.
 *
 * @param items in the listing's order, at most {@link #MOST}
 * @param next what the next page is asked for with; empty if this is the last
 */
public record Page<T>(List<T> items, String next) {
  /** As many items as one page has, whatever is asked for. */
  public static final int MOST = 500;

  /** As many as it has where nothing is asked for. */
  public static final String DEFAULT = "200";

  public Page {
    items = List.copyOf(items);
    if (items.size() > MOST) {
      throw new IllegalArgumentException("a page has at most " + MOST + " items");
    }
    if (items.isEmpty() && !next.isEmpty()) {
      throw new IllegalArgumentException("a page without items is the last");
    }
  }

  /**
   * The first {@code limit} of {@code found}. Ask the database for one more than the limit: if it
   * is there, a further page is.
   *
   * @param limit from 1 to {@link #MOST}
   * @param cursor of an item: the place behind it
   */
  public static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("a page has 1 to " + MOST + " items");
    }
    if (found.size() <= limit) {
      return new Page<>(found, "");
    }
    return new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)));
  }
}
