package dev.strongroom.sdk.deposit;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.statement.Signed;
import java.util.Optional;

/**
 * A deposit in a room's inbox.
 *
 * @param hash what it is called; of one that cannot be read the server's word
 * @param deposit empty for one that cannot be read
 * @param depositedAt when it arrived; the server's word
 * @param found what the checks of it found
 */
public record Waiting(Hash hash, Optional<Signed<Deposit>> deposit, String depositedAt, Found found)
    implements AutoCloseable {
  /** What checking and opening a deposit led to. */
  public sealed interface Found {
    /**
     * It is what its sender sealed, and he may still send.
     *
     * @param metadata owned by the deposit's object
     */
    record Good(Metadata metadata) implements Found {}

    /**
     * It is what its sender sealed, but he has lost his role or his key since: adopted by hand
     * only.
     *
     * @param metadata owned by the deposit's object
     * @param why the refusal to adopt it unasked
     */
    record ByHand(Metadata metadata, ProtocolException why) implements Found {}

    /** It is not what it should be, and never adopted. */
    record Refused(ProtocolException why) implements Found {}
  }

  /** Who signed it, as far as it is not refused. */
  public UserId sender() {
    return deposit.orElseThrow().body().author().user();
  }

  @Override
  public void close() {
    switch (found) {
      case Found.Good(Metadata metadata) -> metadata.close();
      case Found.ByHand(Metadata metadata, _) -> metadata.close();
      case Found.Refused _ -> {
        // Nothing was opened.
      }
    }
  }
}
