package dev.strongroom.sdk;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.server.ServerException;
import java.util.List;
import java.util.Map;

/** The names by which this user calls rooms and groups. */
final class AcceptedNames {
  private final Pins pins;

  AcceptedNames(Pins pins) {
    this.pins = pins;
  }

  /**
   * Lets {@code chain} be called {@code name} from now on.
   *
   * @throws AuthenticationException {@link ErrorCode#NAME_AMBIGUOUS} if another is called so, or
   *     nearly so
   */
  void accept(ChainId chain, NodeName name) {
    requireUnused(name);
    pins.acceptName(chain, name.value());
    pins.save();
  }

  void requireUnused(NodeName name) {
    boolean used =
        pins.names().values().stream()
            .anyMatch(other -> NodeName.of(other).folded().equals(name.folded()));
    if (used) {
      throw new AuthenticationException(
          ErrorCode.NAME_AMBIGUOUS, "you have a room or group of that name, or one like it");
    }
  }

  /** By accepted name, id, or unambiguous beginning of an id. */
  ChainId resolve(String nameOrId, List<ChainId> candidates, String what) {
    Map<ChainId, String> names = pins.names();
    List<ChainId> named = candidates.stream().filter(id -> nameOrId.equals(names.get(id))).toList();
    List<ChainId> found =
        named.isEmpty()
            ? candidates.stream()
                .filter(id -> nameOrId.length() >= 4 && id.toString().startsWith(nameOrId))
                .toList()
            : named;
    if (found.size() > 1) {
      throw new AuthenticationException(
          ErrorCode.NAME_AMBIGUOUS, "more than one " + what + " is meant: use the id");
    }
    return found.stream()
        .findFirst()
        .orElseThrow(() ->
            new ServerException(
                404,
                "not-found",
                "There is no "
                    + what
                    + " of that name for you. Made by somebody else, it is"
                    + " accepted first: strongroom "
                    + what
                    + " accept ID"));
  }
}
