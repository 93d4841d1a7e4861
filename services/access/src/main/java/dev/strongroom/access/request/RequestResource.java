package dev.strongroom.access.request;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.page.Page;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Requests and proposals. */
@Path("access/v1/requests")
public class RequestResource {
  private static final String ADMINISTRATOR = "org-admin";
  private static final String AUDITOR = "auditor";

  private final Requests requests;
  private final RequestList list;
  private final Nudges nudges;
  private final Directory directory;
  private final Caller caller;

  @Inject
  RequestResource(
      Requests requests, RequestList list, Nudges nudges, Directory directory, Caller caller) {
    this.requests = requests;
    this.list = list;
    this.nudges = nudges;
    this.directory = directory;
    this.caller = caller;
  }

  @POST
  @BodyLimit(8 << 10)
  @Operation(
      summary =
          "Files a request; role org-admin, but for one's own admission. An addition gives nothing;"
              + " a removal cuts with the answer")
  public RequestView file(@NotNull @Valid NewRequest request) {
    UserId user = directory.userOf(caller);
    if (Action.of(request.action()) == Action.ADD) {
      requireKnown(UserId.parse(request.user()));
    }
    return view(
        caller.hasRole(ADMINISTRATOR)
            ? requests.file(user, request)
            : requests.fileOwn(user, request));
  }

  /** Whom the directory does not know no client can show, and none can let in. */
  private void requireKnown(UserId user) {
    if (directory.identitiesOf(List.of(user)).isEmpty()) {
      throw new Problem(Reason.CONFLICT, "That person has made no keys yet.");
    }
  }

  @GET
  @Operation(
      summary =
          "Requests and proposals: of chains that the caller manages, and his own; an"
              + " administrator's and auditor's are all")
  public Page<RequestView> list(
      @QueryParam("state") @DefaultValue("waiting") @Pattern(regexp = "waiting|all") String state,
      @QueryParam("chain") @DefaultValue("") @Size(max = 64) String chain,
      @QueryParam("after") @DefaultValue("0") @Min(0) long after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    UserId user = directory.userOf(caller);
    Bytes only = chain.isEmpty() ? Bytes.empty() : ChainId.parse(chain).value();
    Instant now = Instant.now();
    Page<RequestEntity> page =
        Page.of(
            list.page(
                user,
                new RequestList.Wanted(seesAll(), state.equals("waiting"), only),
                after,
                limit + 1),
            limit,
            row -> Long.toString(row.number));
    return new Page<>(
        page.items().stream().map(row -> RequestView.of(row, now)).toList(), page.next());
  }

  @GET
  @Path("{request}")
  @Operation(summary = "One request or proposal")
  public RequestView one(@PathParam("request") @Size(max = 64) String request) {
    return list.one(directory.userOf(caller), seesAll(), Bytes.fromBase64Url(request));
  }

  @POST
  @Path("{request}/reject")
  @BodyLimit(1024)
  @Operation(summary = "Says no; for managers of what it is about. What a removal cut comes back")
  public RequestView reject(@PathParam("request") @Size(max = 64) String request) {
    return view(requests.reject(directory.userOf(caller), seesAll(), Bytes.fromBase64Url(request)));
  }

  @POST
  @Path("{request}/withdraw")
  @BodyLimit(1024)
  @Operation(summary = "Takes it back; for who filed it")
  public RequestView withdraw(@PathParam("request") @Size(max = 64) String request) {
    return view(
        requests.withdraw(directory.userOf(caller), seesAll(), Bytes.fromBase64Url(request)));
  }

  @POST
  @Path("{request}/second")
  @BodyLimit(1024)
  @Operation(
      summary = "Confirms a removal of a last manager; for another administrator than who filed it")
  public RequestView second(@PathParam("request") @Size(max = 64) String request) {
    caller.requireUser().requireRole(ADMINISTRATOR);
    return view(requests.confirm(directory.userOf(caller), Bytes.fromBase64Url(request)));
  }

  @POST
  @Path("{request}/nudge")
  @BodyLimit(1024)
  @Operation(
      summary = "Reminds the managers, once an hour; for administrators, and for who filed it")
  public RequestView nudge(@PathParam("request") @Size(max = 64) String request) {
    UserId user = directory.userOf(caller);
    return view(
        nudges.nudge(user, caller.hasRole(ADMINISTRATOR), seesAll(), Bytes.fromBase64Url(request)));
  }

  private boolean seesAll() {
    return caller.hasRole(ADMINISTRATOR) || caller.hasRole(AUDITOR);
  }

  private static RequestView view(RequestEntity row) {
    return RequestView.of(row, Instant.now());
  }
}
