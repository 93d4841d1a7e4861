package dev.strongroom.identity.scim;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** What the other directory calls users and groups; Keycloak has no place for it of its own. */
@ApplicationScoped
class ExternalIds {
  private final EntityManager database;

  @Inject
  ExternalIds(EntityManager database) {
    this.database = database;
  }

  @Transactional
  public void put(String id, String external) {
    database
        .createNativeQuery(
            external.isEmpty()
                ? "DELETE FROM scim_external WHERE id = ?1 AND ?2 = ''"
                : "INSERT INTO scim_external (id, external_id) VALUES (?1, ?2)"
                    + " ON CONFLICT (id) DO UPDATE SET external_id = EXCLUDED.external_id")
        .setParameter(1, id)
        .setParameter(2, external)
        .executeUpdate();
  }

  @Transactional
  public Optional<String> of(String id) {
    return first("SELECT external_id FROM scim_external WHERE id = ?1", id);
  }

  /** The ids that it stands for. */
  @Transactional
  public Optional<String> find(String external) {
    return first("SELECT id FROM scim_external WHERE external_id = ?1 ORDER BY id", external);
  }

  private Optional<String> first(String sql, String parameter) {
    List<?> rows = database.createNativeQuery(sql).setParameter(1, parameter).getResultList();
    return rows.stream().findFirst().map(String.class::cast);
  }
}
