package dev.strongroom.sdk;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The rooms or groups that a user reaches. One that does not verify hides none of the others.
 *
 * @param opened those that verified, in the server's order
 * @param refused the others, with why; nothing was kept of them
 */
public record Listing<T>(List<T> opened, Map<ChainId, ProtocolException> refused) {
  public Listing {
    opened = List.copyOf(opened);
    refused = Map.copyOf(refused);
  }

  static <C, T> Listing<T> of(List<C> reached, Function<C, ChainId> id, Function<C, T> open) {
    List<T> opened = new ArrayList<>();
    Map<ChainId, ProtocolException> refused = new LinkedHashMap<>();
    for (C one : reached) {
      try {
        opened.add(open.apply(one));
      } catch (ProtocolException e) {
        refused.put(id.apply(one), e);
      }
    }
    return new Listing<>(opened, refused);
  }

  /** All of them; throws why one was refused, if one was. */
  public List<T> requireAll() {
    for (ProtocolException why : refused.values()) {
      throw why;
    }
    return opened;
  }
}
