package dev.strongroom.storage;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Role;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Asks the authority for every request, at that moment, and tells the audit of refusals. */
@ApplicationScoped
public class RoomAccess {
  private final Directory directory;
  private final Authority authority;
  private final Outbox outbox;
  private final Caller caller;

  @Inject
  RoomAccess(Directory directory, Authority authority, Outbox outbox, Caller caller) {
    this.directory = directory;
    this.authority = authority;
    this.outbox = outbox;
    this.caller = caller;
  }

  /** Who calls, and what the authority said of him. */
  public record Granted(UserId user, ChainId room, Authority.Decision decision) {}

  public Granted requireReader(String room, String action) {
    Granted granted = decide(room);
    if (granted.decision().asRole().filter(Role::reads).isEmpty()) {
      throw refuse(granted, action);
    }
    return granted;
  }

  /** Whoever reaches the room, in whatever role: he may send files in, and gets nothing out. */
  public Granted requireDepositor(String room, String action) {
    Granted granted = decide(room);
    if (granted.decision().asRole().isEmpty()) {
      throw refuse(granted, action);
    }
    return granted;
  }

  public Granted requireWriter(String room, String action) {
    Granted granted = decide(room);
    Optional<Role> role = granted.decision().asRole();
    if (role.isEmpty()) {
      throw refuse(granted, action);
    }
    if (role.filter(Role::writes).isEmpty()) {
      refuse(granted, action);
      throw new Problem(
          Reason.FORBIDDEN,
          role.filter(Role::reads).isPresent()
              ? "You may read this room, not write to it."
              : "You may send files into this room, and nothing else.");
    }
    return granted;
  }

  private Granted decide(String room) {
    UserId user = directory.userOf(caller);
    ChainId id = ChainId.parse(room);
    return new Granted(user, id, authority.decide(user, id));
  }

  /** The same for a foreign room and for none; what does not exist is not written down. */
  private Problem refuse(Granted granted, String action) {
    if (!granted.decision().link().isEmpty()) {
      QuarkusTransaction.requiringNew()
          .run(() ->
              outbox.append(
                  new DomainEvent.AccessRefused(
                      granted.room().toString(), granted.user().toString(), action)));
    }
    return Problem.notFound();
  }
}
