package dev.strongroom.cli;

import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a round of the agent ended in.
 *
 * @param code what did not verify, the server's reason, or what there is to be done here
 */
record RoundFailure(String code, String detail) {

  /** Empty for what is a mistake in the program: no later round is better. */
  static Optional<RoundFailure> of(Exception failure) {
    return Optional.ofNullable(
            switch (failure) {
              case ProtocolException e -> e.code().name();
              case LockedException _ -> "locked";
              case UnconfirmedException _ -> "unconfirmed";
              case MembershipException e ->
                  e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
              case ServerException e -> e.reason();
              case UncheckedIOException _ -> "local-file";
              case IOException _ -> "local-file";
              default -> null;
            })
        .map(code -> new RoundFailure(code, String.valueOf(failure.getMessage())));
  }

  /** With its end, where it has none. */
  String sentence() {
    return detail.endsWith(".") ? detail : detail + ".";
  }
}
