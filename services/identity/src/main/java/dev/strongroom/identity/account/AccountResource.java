package dev.strongroom.identity.account;

import dev.strongroom.identity.person.History;
import dev.strongroom.identity.person.People;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.protocol.UserId;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What somebody sees of his own account. */
@Path("identity/v1/me/account")
public class AccountResource {
  private final People people;
  private final Accounts accounts;
  private final History history;
  private final Caller caller;

  @Inject
  AccountResource(People people, Accounts accounts, History history, Caller caller) {
    this.people = people;
    this.accounts = accounts;
    this.history = history;
    this.caller = caller;
  }

  /**
   * @param generations oldest first
   * @param signIns newest first, at most 20
   * @param waitingDevices that he may approve
   */
  @Schema(description = "The caller's account; no keys")
  public record AccountView(
      String user,
      String username,
      String email,
      String state,
      List<History.Generation> generations,
      List<History.Slot> slots,
      List<Accounts.SignIn> signIns,
      long waitingDevices) {
    public AccountView {
      generations = List.copyOf(generations);
      slots = List.copyOf(slots);
      signIns = List.copyOf(signIns);
    }
  }

  @GET
  @Operation(summary = "The caller's account: keys over time, devices, sign-ins")
  @Transactional
  public AccountView account() {
    UserId user = people.userOf(caller.requireUser());
    PersonSummary person = accounts.one(user);
    return new AccountView(
        person.user(),
        person.username(),
        person.email(),
        person.state(),
        history.generations(user),
        history.slots(user),
        accounts.signIns(user),
        accounts.waitingDevices(user));
  }
}
