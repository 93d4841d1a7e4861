package dev.strongroom.kit.projection;

import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.problem.Problem;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The operator's commands on projections. On the internal port, under the service's own client: the
 * management port knows no callers.
 */
@Path("internal/v1/projections/{name}")
@ForServices(ForServices.ITSELF)
public class ProjectionResource {
  private final Rebuild rebuild;
  private final Instance<Projection> projections;

  @Inject
  ProjectionResource(Rebuild rebuild, Instance<Projection> projections) {
    this.rebuild = rebuild;
    this.projections = projections;
  }

  /** Replays and compares, and changes nothing. */
  @POST
  @Path("comparison")
  @Operation(hidden = true)
  public Comparison compare(@PathParam("name") String name) {
    return rebuild.run(require(name), false);
  }

  /** Replays, compares, and makes the table what the events say. */
  @POST
  @Path("rebuild")
  @Operation(hidden = true)
  public Comparison rebuild(@PathParam("name") String name) {
    return rebuild.run(require(name), true);
  }

  private Projection require(String name) {
    return projections.stream()
        .filter(projection -> projection.name().equals(name))
        .findFirst()
        .orElseThrow(Problem::notFound);
  }
}
