package dev.strongroom.sdk.agent;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.agent.AgentEvent.Kind;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.rewrap.RewrapProgress;
import dev.strongroom.sdk.rewrap.Rewrapper;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomKeys;
import dev.strongroom.sdk.room.Rooms;
import dev.strongroom.sdk.server.ServerException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One client's unattended work, a round at a time (section 5). What fails in one room or group is
 * told and keeps nobody from the next; nothing but what the class comment of the package names is
 * ever signed.
 */
public final class Agent {
  private final RootSource root;
  private final GroupDirectory groups;
  private final GroupWriter groupWriter;
  private final RoomDirectory directory;
  private final Rooms rooms;
  private final Keyring me;
  private final List<Duty> duties;
  private final Supplier<List<AgentEvent>> answers;

  /** Further work in a room that this user may write to. */
  @FunctionalInterface
  public interface Duty {
    void inRoom(Room room, List<AgentEvent> events);
  }

  /**
   * @param root how the organisation's root became known
   * @param duties what else there is to do in each room
   * @param answers answers what others ask for, as far as rules let an agent
   */
  public Agent(
      RootSource root,
      GroupDirectory groups,
      GroupWriter groupWriter,
      RoomDirectory directory,
      Rooms rooms,
      Keyring me,
      List<Duty> duties,
      Supplier<List<AgentEvent>> answers) {
    this.root = root;
    this.answers = answers;
    this.groups = groups;
    this.groupWriter = groupWriter;
    this.directory = directory;
    this.rooms = rooms;
    this.me = me;
    this.duties = List.copyOf(duties);
  }

  /**
   * Goes over all groups and rooms once.
   *
   * @param mine groups that this user is in
   * @throws AuthenticationException {@link ErrorCode#ROOT} under a root that was only confirmed on
   *     the screen: nothing is done then
   * @throws ServerException if the server is away
   */
  public List<AgentEvent> round(List<ChainId> mine, BooleanSupplier cancelled) {
    root.requireTrusted("no agent runs under it");
    groups.refresh();
    List<AgentEvent> events = new ArrayList<>(answers.get());
    for (ChainId group : mine) {
      attempt(group, events, () -> renew(group, events));
    }
    for (RoomDirectory.Reached reached : directory.reached()) {
      if (!cancelled.getAsBoolean() && writes(reached)) {
        attempt(reached.room(), events, () -> room(reached.room(), events, cancelled));
      }
    }
    return events;
  }

  /** What the server says of a role chooses only where to look. */
  private static boolean writes(RoomDirectory.Reached reached) {
    return Role.parse(reached.role()).writes();
  }

  private static void attempt(ChainId chain, List<AgentEvent> events, Runnable work) {
    try {
      work.run();
    } catch (ProtocolException e) {
      events.add(new AgentEvent(Kind.TROUBLE, chain, e.code() + ": " + e.getMessage()));
    } catch (MembershipException
        | UnconfirmedException
        | LockedException
        | UncheckedIOException e) {
      events.add(new AgentEvent(Kind.TROUBLE, chain, String.valueOf(e.getMessage())));
    } catch (ServerException e) {
      if (e.isAway()) {
        throw e;
      }
      events.add(new AgentEvent(Kind.TROUBLE, chain, String.valueOf(e.getMessage())));
    }
  }

  private void renew(ChainId group, List<AgentEvent> events) {
    if (groupWriter.rekeyIfDue(group)) {
      events.add(new AgentEvent(Kind.REKEYED, group, "a group has new keys"));
    }
  }

  private void room(ChainId id, List<AgentEvent> events, BooleanSupplier cancelled) {
    try (Room room = opened(id, events)) {
      if (role(room).filter(Role::writes).isEmpty()) {
        return;
      }
      if (room.renewKeys()) {
        events.add(new AgentEvent(Kind.REKEYED, id, "the room has new keys"));
      }
      List<Repeating.Repeated> repeated = new ArrayList<>(room.repeat());
      if (room.signWhereWritingEnded()) {
        repeated.addAll(room.repeat());
      }
      if (!repeated.isEmpty()) {
        events.add(new AgentEvent(Kind.REPEATED, id, repeated.size() + " commits follow"));
      }
      for (Duty duty : duties) {
        duty.inRoom(room, events);
      }
      rewrap(room, events, cancelled);
    }
  }

  /**
   * A room whose head does not count is settled first: by its author's role, or under an epoch that
   * was retired without it. What it holds is rewrapped in the same round then.
   */
  private Room opened(ChainId id, List<AgentEvent> events) {
    try {
      return rooms.open(id);
    } catch (ProtocolException e) {
      if (e.code() != ErrorCode.COMMIT_ROLE && e.code() != ErrorCode.EPOCH_STALE) {
        throw e;
      }
    }
    int over = rooms.settle(id).size();
    events.add(new AgentEvent(Kind.SETTLED, id, over + " commits verified and signed over"));
    return rooms.open(id);
  }

  /** As the chain has it. */
  private Optional<Role> role(Room room) {
    return room.chain().newest().roleNow(me.chain(), me.author().identity(), room.chain().groups());
  }

  private void rewrap(Room room, List<AgentEvent> events, BooleanSupplier cancelled) {
    RoomKeys keys = room.keys();
    RewrapProgress progress = keys.progress();
    if (progress.done() < progress.total()) {
      Rewrapper.Outcome outcome = keys.rewrap(RewrapListener.NONE, cancelled);
      if (outcome.wrapped() > 0) {
        events.add(
            new AgentEvent(Kind.REWRAPPED, room.id(), outcome.wrapped() + " keys wrapped anew"));
      }
      outcome
          .bad()
          .forEach(bad ->
              events.add(
                  new AgentEvent(
                      Kind.TROUBLE, room.id(), "a worthless wrap, handed in by " + bad.author())));
    }
    retire(room, events, cancelled);
  }

  private void retire(Room room, List<AgentEvent> events, BooleanSupplier cancelled) {
    long present = room.chain().newest().epoch().number();
    boolean manages = role(room).filter(Role::manages).isPresent();
    RewrapProgress progress = room.keys().progress();
    boolean ready =
        manages
            && room.chain().newest().oldestEpoch() < present
            && room.verified().isPresent()
            && progress.done() == progress.total();
    if (!ready || cancelled.getAsBoolean()) {
      return;
    }
    long deposits = room.keys().depositsWaiting();
    if (deposits > 0) {
      String what = deposits + " deposits wait that keep older epochs in use";
      events.add(new AgentEvent(Kind.WAITING, room.id(), what));
    } else {
      RoomKeys.Retired retired = room.keys().retire(false, RewrapListener.NONE, cancelled);
      String what =
          retired.retired()
              ? "epochs below " + retired.oldestEpoch() + " are retired"
              : "not all new wraps are good; mended " + retired.findings().mended();
      events.add(new AgentEvent(retired.retired() ? Kind.RETIRED : Kind.TROUBLE, room.id(), what));
    }
  }
}
