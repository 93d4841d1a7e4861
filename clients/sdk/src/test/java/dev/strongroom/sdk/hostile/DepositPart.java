package dev.strongroom.sdk.hostile;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the storage service answers about rooms' inboxes. */
final class DepositPart {
  private final List<Kept> kept = new ArrayList<>();

  private static final class Kept {
    private final String room;
    private final String token;
    private final Signed<Deposit> deposit;
    private String state = "waiting";

    Kept(String room, String token, Signed<Deposit> deposit) {
      this.room = room;
      this.token = token;
      this.deposit = deposit;
    }
  }

  /** What was handed in, in order. */
  List<Signed<Deposit>> all() {
    return kept.stream().map(k -> k.deposit).toList();
  }

  /** Puts a deposit into a room's inbox, whatever it says. */
  void serve(ChainId room, Signed<Deposit> deposit) {
    kept.add(new Kept(room.toString(), "", deposit));
  }

  /** The same before all others. */
  void serveFirst(ChainId room, Signed<Deposit> deposit) {
    kept.addFirst(new Kept(room.toString(), "", deposit));
  }

  void settle(Hash deposit, String state) {
    kept.stream().filter(k -> k.deposit.hash().equals(deposit)).forEach(k -> k.state = state);
  }

  Answer answer(Request request) {
    List<String> parts = request.parts();
    String room = parts.get(3);
    if (request.method().equals("DELETE")) {
      settle(Hash.parse(parts.get(5)), "withdrawn");
      return new Answer.Whole(204, Map.of(), Bytes.empty());
    }
    if (parts.getLast().equals("epochs")) {
      return epochs(room);
    }
    if (request.method().equals("GET")) {
      return parts.size() == 6
          ? list(k -> k.room.equals(room) && k.token.equals(request.token()))
          : list(k -> k.room.equals(room) && k.state.equals("waiting"));
    }
    if (parts.size() == 7) {
      settle(Hash.parse(parts.get(5)), "rejected");
      return new Answer.Whole(204, Map.of(), Bytes.empty());
    }
    Signed<Deposit> deposit =
        Deposit.decode(
            Envelope.decode(
                StatementKind.DEPOSIT,
                Bytes.fromBase64Url(request.json().path("envelope").asText())));
    kept.add(new Kept(room, request.token(), deposit));
    return Answer.json(Map.of("deposit", deposit.hash().toString()));
  }

  private Answer epochs(String room) {
    Map<Long, Long> counts =
        kept.stream()
            .filter(k -> k.room.equals(room) && k.state.equals("waiting"))
            .collect(groupingBy(k -> k.deposit.body().epoch(), TreeMap::new, counting()));
    return Answer.json(
        counts.entrySet().stream()
            .map(e -> Map.of("epoch", e.getKey(), "count", e.getValue()))
            .toList());
  }

  private Answer list(Predicate<Kept> which) {
    return Answer.json(
        Map.of(
            "items",
            kept.stream()
                .filter(which)
                .map(k ->
                    Map.of(
                        "deposit",
                        k.deposit.hash().toString(),
                        "state",
                        k.state,
                        "envelope",
                        k.deposit.envelope().encode().toBase64Url(),
                        "depositedAt",
                        "2027-01-15T08:00:00Z"))
                .toList(),
            "next",
            ""));
  }
}
