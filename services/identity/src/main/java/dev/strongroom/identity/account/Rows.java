package dev.strongroom.identity.account;

import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.function.Function;

/** Rows of a native query for tuples. */
public final class Rows {
  private Rows() {}

  public static <T> List<T> of(Query query, Function<Tuple, T> reader) {
    List<?> rows = query.getResultList();
    return rows.stream().map(row -> reader.apply((Tuple) row)).toList();
  }
}
