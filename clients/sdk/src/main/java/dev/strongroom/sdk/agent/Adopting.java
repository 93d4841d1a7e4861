package dev.strongroom.sdk.agent;

import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.agent.AgentEvent.Kind;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.deposit.Waiting;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Adopts what waits in a room's inbox, where its owner's rules name a folder for it: what its
 * sender sealed and may still send. What wants a hand, and what is not what it should be, is named
 * and left.
 */
public final class Adopting implements Agent.Duty {
  /** Taken over by one commit. */
  private static final int BATCH = 100;

  private final AgentRules rules;
  private final Function<Room, Inbox> inboxes;

  public Adopting(AgentRules rules, Function<Room, Inbox> inboxes) {
    this.rules = rules;
    this.inboxes = inboxes;
  }

  @Override
  public void inRoom(Room room, List<AgentEvent> events) {
    Optional<RoomPath> folder = rules.adoptsInto(room.id());
    if (folder.isEmpty()) {
      return;
    }
    Inbox inbox = inboxes.apply(room);
    List<Waiting> waiting = inbox.waiting();
    try {
      List<Waiting> good = new ArrayList<>();
      for (Waiting one : waiting) {
        switch (one.found()) {
          case Waiting.Found.Good _ -> good.add(one);
          case Waiting.Found.ByHand(_, ProtocolException why) ->
              events.add(event(Kind.WAITING, room, one, "for a hand: " + told(why)));
          case Waiting.Found.Refused(ProtocolException why) ->
              events.add(event(Kind.TROUBLE, room, one, "refused: " + told(why)));
        }
      }
      for (int from = 0; from < good.size(); from += BATCH) {
        batch(
            room,
            inbox,
            good.subList(from, Math.min(good.size(), from + BATCH)),
            folder.get(),
            events);
      }
    } finally {
      waiting.forEach(Waiting::close);
    }
  }

  /** One that cannot be taken over keeps nobody from the rest of its batch. */
  private static void batch(
      Room room, Inbox inbox, List<Waiting> batch, RoomPath folder, List<AgentEvent> events) {
    List<AgentEvent> refused = new ArrayList<>();
    int adopted = adopt(room, inbox, batch, folder, refused);
    if (!refused.isEmpty() && batch.size() > 1) {
      refused.clear();
      for (Waiting one : batch) {
        adopted += adopt(room, inbox, List.of(one), folder, refused);
      }
    }
    if (adopted > 0) {
      events.add(new AgentEvent(Kind.ADOPTED, room.id(), adopted + " deposits adopted"));
    }
    events.addAll(refused);
  }

  private static int adopt(
      Room room, Inbox inbox, List<Waiting> chosen, RoomPath folder, List<AgentEvent> refused) {
    try {
      return inbox.adopt(chosen, folder, false).size();
    } catch (ProtocolException e) {
      refused.add(event(Kind.TROUBLE, room, chosen.getFirst(), "refused: " + told(e)));
    } catch (IOException e) {
      refused.add(
          event(Kind.WAITING, room, chosen.getFirst(), "for a hand: no free name in the folder"));
    }
    return 0;
  }

  private static String told(ProtocolException why) {
    return why.code() + ": " + why.getMessage();
  }

  private static AgentEvent event(Kind kind, Room room, Waiting one, String detail) {
    return new AgentEvent(kind, room.id(), "deposit " + one.hash() + ": " + detail);
  }
}
