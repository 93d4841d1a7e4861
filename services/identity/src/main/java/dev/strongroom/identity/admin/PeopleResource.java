package dev.strongroom.identity.admin;

import dev.strongroom.identity.account.Accounts;
import dev.strongroom.identity.account.PersonState;
import dev.strongroom.identity.account.PersonSummary;
import dev.strongroom.identity.person.History;
import dev.strongroom.identity.signon.Control;
import dev.strongroom.kit.page.Page;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** People for administrators and auditors: what the sign-on and the directory say of them. */
@Path("identity/v1/admin/people")
public class PeopleResource {
  private final Accounts accounts;
  private final History history;
  private final DirectoryGroups groups;
  private final Sight sight;
  private final Control control;

  @Inject
  PeopleResource(
      Accounts accounts, History history, DirectoryGroups groups, Sight sight, Control control) {
    this.control = control;
    this.accounts = accounts;
    this.history = history;
    this.groups = groups;
    this.sight = sight;
  }

  /**
   * A person, as {@link PersonSummary} and more.
   *
   * @param firstSeen when he signed in first or was looked up
   * @param generations of his keys, oldest first
   * @param slots that open them, without secrets
   * @param directoryGroups that the sign-on has him in
   * @param signIns newest first, at most 20
   * @param attestations how many attesters' statements about him there are
   */
  @Schema(description = "A person as administrators and auditors see him; no keys")
  public record PersonDetail(
      String user,
      String username,
      String email,
      String state,
      boolean hasKeys,
      long generation,
      long devices,
      Optional<Instant> lastSignIn,
      Instant mirroredAt,
      Optional<Instant> firstSeen,
      List<History.Generation> generations,
      List<History.Slot> slots,
      List<DirectoryGroups.Membership> directoryGroups,
      List<Accounts.SignIn> signIns,
      long attestations) {
    public PersonDetail {
      generations = List.copyOf(generations);
      slots = List.copyOf(slots);
      directoryGroups = List.copyOf(directoryGroups);
      signIns = List.copyOf(signIns);
    }
  }

  @GET
  @Operation(summary = "People by user name; role org-admin or auditor")
  public Page<PersonSummary> list(
      @QueryParam("query") @DefaultValue("") @Size(max = 254) String query,
      @QueryParam("state") @DefaultValue("") @Pattern(regexp = "|active|disabled|deleted")
          String state,
      @QueryParam("keys") @DefaultValue("any") @Pattern(regexp = "any|with|without") String keys,
      @QueryParam("after") @DefaultValue("") @Size(max = 1500) String after,
      @QueryParam("limit") @DefaultValue(Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit) {
    sight.require();
    Accounts.Search search =
        new Accounts.Search(
            query.toLowerCase(Locale.ROOT),
            state.isEmpty()
                ? Optional.empty()
                : Optional.of(PersonState.valueOf(state.toUpperCase(Locale.ROOT))),
            keys.equals("any") ? Optional.empty() : Optional.of(keys.equals("with")),
            Cursor.place(after));
    return Page.of(accounts.find(search, limit + 1), limit, Cursor::of);
  }

  @GET
  @Path("counts")
  @Operation(summary = "How many people there are; role org-admin or auditor")
  public Accounts.Counts counts() {
    sight.require();
    return accounts.counts();
  }

  @GET
  @Path("{user}")
  @Operation(summary = "One person; role org-admin or auditor")
  @Transactional
  public PersonDetail one(@PathParam("user") String user) {
    sight.require();
    return detail(UserId.parse(user));
  }

  @POST
  @Path("{user}/disable")
  @Operation(summary = "Lets somebody sign in no more, and cuts him off; role org-admin")
  public PersonDetail disable(@PathParam("user") String user) {
    return done(user, control::disable);
  }

  @POST
  @Path("{user}/enable")
  @Operation(summary = "Lets somebody sign in again; role org-admin")
  public PersonDetail enable(@PathParam("user") String user) {
    return done(user, control::enable);
  }

  @POST
  @Path("{user}/sign-out")
  @Operation(summary = "Ends all of somebody's sessions; role org-admin")
  public PersonDetail signOut(@PathParam("user") String user) {
    return done(user, control::signOut);
  }

  private PersonDetail done(String user, Consumer<Control.Act> what) {
    UserId administrator = sight.requireAdministrator();
    UserId id = UserId.parse(user);
    what.accept(new Control.Act(id, administrator));
    return detail(id);
  }

  private PersonDetail detail(UserId user) {
    PersonSummary person = accounts.one(user);
    return new PersonDetail(
        person.user(),
        person.username(),
        person.email(),
        person.state(),
        person.hasKeys(),
        person.generation(),
        person.devices(),
        person.lastSignIn(),
        person.mirroredAt(),
        accounts.firstSeen(user),
        history.generations(user),
        history.slots(user),
        groups.of(user),
        accounts.signIns(user),
        accounts.attestations(user));
  }
}
