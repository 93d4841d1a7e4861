package dev.strongroom.identity.signon;

import dev.strongroom.protocol.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;

/** What in the mirror an administrator should look at. Names of nobody: ids. */
@ApplicationScoped
class Doubts {
  private static final int MOST = 100;

  private final EntityManager database;

  @Inject
  Doubts(EntityManager database) {
    this.database = database;
  }

  @Transactional
  public List<SignOnState.SignOnProblem> all() {
    List<SignOnState.SignOnProblem> problems = new ArrayList<>();
    for (Tuple row :
        pairs(
            "SELECT a.user_id, b.user_id FROM person a JOIN person b"
                + " ON lower(a.email) = lower(b.email) AND a.user_id < b.user_id"
                + " WHERE a.email <> '' AND a.state = 'active' AND b.state = 'active'")) {
      problems.add(
          new SignOnState.SignOnProblem(
              "EMAIL_TWICE",
              "%s and %s have one e-mail address: nobody can look either of them up by it."
                  .formatted(id(row, 0), id(row, 1))));
    }
    for (Tuple row :
        pairs(
            "SELECT a.user_id, b.user_id FROM person a JOIN person b"
                + " ON lower(a.username) = lower(b.username) AND a.user_id <> b.user_id"
                + " WHERE a.state = 'deleted' AND b.state = 'active'"
                + " AND a.mirrored_at > now() - INTERVAL '30 days'"
                + " AND NOT EXISTS (SELECT 1 FROM identity_statement i"
                + " WHERE i.user_id = b.user_id)")) {
      problems.add(
          new SignOnState.SignOnProblem(
              "NAME_REUSED",
              "%s has the user name of %s, who is deleted: another person here, without his keys."
                  .formatted(id(row, 1), id(row, 0))));
    }
    return problems;
  }

  private List<Tuple> pairs(String sql) {
    List<?> rows = database.createNativeQuery(sql + " LIMIT " + MOST, Tuple.class).getResultList();
    return rows.stream().map(row -> (Tuple) row).toList();
  }

  private static String id(Tuple row, int column) {
    return Bytes.of(row.get(column, byte[].class)).toBase64Url();
  }
}
