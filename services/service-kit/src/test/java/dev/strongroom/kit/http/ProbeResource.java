package dev.strongroom.kit.http;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.caller.ForServices;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.sibling.Directory;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Map;

/** Endpoints as a service has them. */
@Path("/")
public class ProbeResource {
  private final Caller caller;
  private final Directory directory;
  private final Outbox outbox;

  @Inject
  ProbeResource(Caller caller, Directory directory, Outbox outbox) {
    this.outbox = outbox;
    this.caller = caller;
    this.directory = directory;
  }

  public record Note(@NotNull @Size(max = 10) String text) {}

  @GET
  @Path("probe/v1/user")
  public Map<String, String> user() {
    return Map.of("subject", caller.requireUser().subject());
  }

  @GET
  @Path("probe/v1/admin")
  public Map<String, String> admin() {
    caller.requireUser().requireRole("org-admin");
    return Map.of("subject", caller.subject());
  }

  @POST
  @Path("probe/v1/notes")
  public Note note(@Valid @NotNull Note note) {
    caller.requireUser();
    return note;
  }

  @POST
  @Path("probe/v1/short-notes")
  @BodyLimit(1000)
  public Note shortNote(@Valid @NotNull Note note) {
    caller.requireUser();
    return note;
  }

  @POST
  @Path("probe/v1/seen/{user}")
  @Transactional
  public void seen(@PathParam("user") String user, @QueryParam("name") String name) {
    caller.requireUser();
    outbox.append(new DomainEvent.UserSeen(user, user));
  }

  @GET
  @Path("probe/v1/fault")
  public String fault() {
    throw new IllegalStateException("secret-in-a-fault");
  }

  @GET
  @Path("probe/v1/sibling")
  public String sibling() {
    return directory.organisation().alias();
  }

  @GET
  @Path("internal/v1/probe")
  @ForServices("strongroom-storage")
  public Map<String, String> internal() {
    return Map.of("answered", "internally");
  }

  /** Somebody forgot to say for whom. */
  @GET
  @Path("internal/v1/forgotten")
  public String forgotten() {
    return "answered";
  }

  /** Somebody forgot to ask who calls. */
  @GET
  @Path("probe/v1/forgotten")
  public String unasked() {
    return "answered";
  }
}
