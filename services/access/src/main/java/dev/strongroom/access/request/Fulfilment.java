package dev.strongroom.access.request;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Closes requests by the links that do what they ask for, in the transaction of the link. */
@ApplicationScoped
public class Fulfilment {
  private final Requests requests;

  @Inject
  Fulfilment(Requests requests) {
    this.requests = requests;
  }

  /**
   * A link was accepted.
   *
   * @param proposals that it answers
   * @param changed everybody whom it changed, and his role after it; empty if he is not there any
   *     more
   */
  public void linked(
      ChainId chain,
      UserId author,
      Hash link,
      List<Hash> proposals,
      Map<UserId, Optional<String>> changed) {
    Instant now = Instant.now();
    for (Hash proposal : proposals) {
      RequestEntity.locked(proposal.value())
          .filter(row -> row.state(now).waits() && row.chainId().equals(chain))
          .ifPresent(row -> fulfil(row, author, link));
    }
    changed.forEach((user, role) -> {
      for (RequestEntity row : RequestEntity.waiting(chain, user)) {
        if (row.state(now).waits() && does(Action.of(row.action), row.role, role)) {
          fulfil(row, author, link);
        }
      }
    });
  }

  private void fulfil(RequestEntity row, UserId author, Hash link) {
    row.link = link.value().toArray();
    requests.close(row, State.FULFILLED, Optional.of(author));
  }

  private static boolean does(Action action, String asked, Optional<String> role) {
    return switch (action) {
      case REMOVE -> role.isEmpty();
      case ADD, ROLE -> role.equals(Optional.of(asked));
    };
  }
}
