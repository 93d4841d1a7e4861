package dev.strongroom.identity.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.OwnCredential;
import dev.strongroom.kit.problem.Problem;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** SCIM 2.0 for whoever has its token; errors are told as SCIM tells them. */
@Path("scim/v2")
@OwnCredential
@Produces({Scim.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Consumes({Scim.MEDIA_TYPE, MediaType.APPLICATION_JSON})
public class ScimResource {
  private static final int LARGE = 1 << 20;

  private final ScimDoor door;
  private final ScimUsers users;
  private final ScimGroups groups;
  private final CurrentVertxRequest request;

  @Inject
  ScimResource(ScimDoor door, ScimUsers users, ScimGroups groups, CurrentVertxRequest request) {
    this.door = door;
    this.users = users;
    this.groups = groups;
    this.request = request;
  }

  private void require() {
    door.require(request.getCurrent());
  }

  @GET
  @Path("ServiceProviderConfig")
  @Operation(summary = "What of SCIM there is")
  public JsonNode config() {
    require();
    return ScimSchemas.config();
  }

  @GET
  @Path("ResourceTypes")
  @Operation(summary = "Users and groups")
  public JsonNode types() {
    require();
    return ScimSchemas.types();
  }

  @GET
  @Path("ResourceTypes/{name}")
  @Operation(summary = "One of them")
  public JsonNode type(@PathParam("name") String name) {
    require();
    return ScimSchemas.type(name).orElseThrow(ScimException::notFound);
  }

  @GET
  @Path("Schemas")
  @Operation(summary = "Attributes that are kept")
  public JsonNode schemas() {
    require();
    return ScimSchemas.schemas();
  }

  @GET
  @Path("Schemas/{id}")
  @Operation(summary = "Attributes of users, or of groups")
  public JsonNode schema(@PathParam("id") String id) {
    require();
    return ScimSchemas.schema(id).orElseThrow(ScimException::notFound);
  }

  @GET
  @Path("Users")
  @Operation(summary = "Users, or the one that a filter names")
  public JsonNode users(
      @QueryParam("filter") @DefaultValue("") @Size(max = 500) String filter,
      @QueryParam("startIndex") @DefaultValue("1") int startIndex,
      @QueryParam("count") @DefaultValue("100") int count) {
    require();
    return users.list(filter, Math.max(1, startIndex), bounded(count));
  }

  @GET
  @Path("Users/{id}")
  @Operation(summary = "One user")
  public JsonNode user(@PathParam("id") @Size(max = 64) String id) {
    require();
    return users.one(id);
  }

  @POST
  @Path("Users")
  @BodyLimit(64 << 10)
  @Operation(summary = "Makes a user")
  public Response create(@Nullable JsonNode user) {
    require();
    return created(users.create(body(user)));
  }

  @PUT
  @Path("Users/{id}")
  @BodyLimit(64 << 10)
  @Operation(summary = "Replaces a user")
  public JsonNode replace(@PathParam("id") @Size(max = 64) String id, @Nullable JsonNode user) {
    require();
    return users.replace(id, body(user));
  }

  @PATCH
  @Path("Users/{id}")
  @BodyLimit(64 << 10)
  @Operation(summary = "Changes a user")
  public JsonNode patch(@PathParam("id") @Size(max = 64) String id, @Nullable JsonNode patch) {
    require();
    return users.patch(id, body(patch));
  }

  @DELETE
  @Path("Users/{id}")
  @Operation(summary = "Deletes a user")
  public void delete(@PathParam("id") @Size(max = 64) String id) {
    require();
    users.delete(id);
  }

  @GET
  @Path("Groups")
  @Operation(summary = "Groups, or the one that a filter names")
  public JsonNode groups(
      @QueryParam("filter") @DefaultValue("") @Size(max = 500) String filter,
      @QueryParam("startIndex") @DefaultValue("1") int startIndex,
      @QueryParam("count") @DefaultValue("100") int count,
      @QueryParam("excludedAttributes") @DefaultValue("") @Size(max = 500) String without) {
    require();
    return groups.list(filter, Math.max(1, startIndex), bounded(count), withMembers(without));
  }

  @GET
  @Path("Groups/{id}")
  @Operation(summary = "One group")
  public JsonNode group(
      @PathParam("id") @Size(max = 64) String id,
      @QueryParam("excludedAttributes") @DefaultValue("") @Size(max = 500) String without) {
    require();
    return groups.one(id, withMembers(without));
  }

  @POST
  @Path("Groups")
  @BodyLimit(LARGE)
  @Operation(summary = "Makes a group")
  public Response createGroup(@Nullable JsonNode group) {
    require();
    return created(groups.create(body(group)));
  }

  @PUT
  @Path("Groups/{id}")
  @BodyLimit(LARGE)
  @Operation(summary = "Replaces a group")
  public JsonNode replaceGroup(
      @PathParam("id") @Size(max = 64) String id, @Nullable JsonNode group) {
    require();
    return groups.replace(id, body(group));
  }

  @PATCH
  @Path("Groups/{id}")
  @BodyLimit(LARGE)
  @Operation(summary = "Changes a group")
  public void patchGroup(@PathParam("id") @Size(max = 64) String id, @Nullable JsonNode patch) {
    require();
    groups.patch(id, body(patch));
  }

  @DELETE
  @Path("Groups/{id}")
  @Operation(summary = "Deletes a group")
  public void deleteGroup(@PathParam("id") @Size(max = 64) String id) {
    require();
    groups.delete(id);
  }

  private static JsonNode body(@Nullable JsonNode body) {
    if (body == null || !body.isObject()) {
      throw new ScimException(400, "invalidSyntax", "The request is not a JSON object.");
    }
    return body;
  }

  private static int bounded(int count) {
    return Math.clamp(count, 0, Scim.MOST);
  }

  private static boolean withMembers(String excluded) {
    return !excluded.toLowerCase(Locale.ROOT).contains("members");
  }

  private static Response created(ObjectNode resource) {
    return Response.status(Response.Status.CREATED)
        .header("Location", resource.at("/meta/location").asText())
        .entity(resource)
        .build();
  }

  @ServerExceptionMapper
  Response refused(ScimException e) {
    return Response.status(e.status()).type(Scim.MEDIA_TYPE).entity(Scim.error(e)).build();
  }

  /** The sign-on is away, for the most part. */
  @ServerExceptionMapper
  Response refused(Problem problem) {
    return refused(
        new ScimException(
            problem.reason().status(), "", Optional.ofNullable(problem.getMessage()).orElse("")));
  }
}
