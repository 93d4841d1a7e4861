package dev.strongroom.identity.person;

import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.protocol.Bytes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** For siblings: whose keys changed, in the order of the log. */
@Path("internal/v1/rotations")
@ForServices("strongroom-access")
public class RotationResource {
  private static final int MOST = 1_000;

  private final EntityManager database;

  @Inject
  RotationResource(EntityManager database) {
    this.database = database;
  }

  /** A user's statement that is not his first one, and where the log has it. */
  public record Rotation(String user, long index) {}

  /**
   * @param rotations in the log's order; if there are {@value #MOST}, more may follow
   * @param size of the log when they were looked for
   */
  public record RotationsView(List<Rotation> rotations, long size) {
    public RotationsView {
      rotations = List.copyOf(rotations);
    }
  }

  @GET
  @Operation(hidden = true)
  @Transactional
  public RotationsView rotations(@QueryParam("from") @DefaultValue("0") @Min(0) long from) {
    // Read first: what is logged after it is found by the next question.
    long size =
        ((Number) database.createNativeQuery("SELECT size FROM log_state").getSingleResult())
            .longValue();
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT s.user_id, e.index FROM log_entry e JOIN identity_statement s"
                    + " ON s.hash = e.payload WHERE e.index >= ?1 AND s.generation > 1"
                    + " ORDER BY e.index LIMIT "
                    + MOST,
                Tuple.class)
            .setParameter(1, from)
            .getResultList();
    return new RotationsView(
        rows.stream()
            .map(row -> (Tuple) row)
            .map(row ->
                new Rotation(
                    Bytes.of((byte[]) row.get(0)).toBase64Url(), ((Number) row.get(1)).longValue()))
            .toList(),
        size);
  }
}
