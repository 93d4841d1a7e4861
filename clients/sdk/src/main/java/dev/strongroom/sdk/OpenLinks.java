package dev.strongroom.sdk;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.sdk.chain.GivingUp;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.OutgoingFiles.Outgoing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes to groups and rooms that were signed here and of which it is not known whether they were
 * taken. Each command sends them again, the same bytes, before it signs anything else.
 */
public final class OpenLinks {
  private final StrongroomConfig config;

  public OpenLinks(StrongroomConfig config) {
    this.config = config;
  }

  /**
   * A change that waits.
   *
   * @param link what it is called: the hash that it would stand under in its chain
   * @param group whether it is a group's, or a room's
   * @param chain the group or room; empty for one that is being made
   * @param sequence its place in the chain
   * @param name of the group or room, where this client has one
   * @param givenUp whether an empty one in its place was signed, and one of the two is taken
   */
  public record OpenLink(
      Hash link,
      boolean group,
      Optional<ChainId> chain,
      long sequence,
      Optional<String> name,
      boolean givenUp) {}

  /** All that wait. Asks no server, and needs no keys. */
  public List<OpenLink> list() {
    Device device = config.device();
    List<Outgoing> all = device.outgoing().all();
    Set<Hash> gone = new HashSet<>();
    all.forEach(outgoing -> outgoing.insteadOf().ifPresent(gone::add));
    List<OpenLink> open = new ArrayList<>();
    for (Outgoing outgoing : all) {
      if (!gone.contains(outgoing.link())) {
        GivingUp.Place place = GivingUp.Place.of(outgoing);
        open.add(
            new OpenLink(
                outgoing.insteadOf().orElse(outgoing.link()),
                place.group(),
                place.chain(),
                place.sequence(),
                place.chain().flatMap(c -> Optional.ofNullable(device.pins().names().get(c))),
                outgoing.insteadOf().isPresent()));
      }
    }
    return List.copyOf(open);
  }

  /**
   * Gives one up: see {@link GivingUp#giveUp}.
   *
   * @throws LockedException if this client is not signed in, not enrolled or locked
   */
  public GivingUp.Outcome giveUp(Hash link) {
    try (Strongroom client = Strongroom.connectWithOpenLinks(config)) {
      return client.givingUp().giveUp(link);
    }
  }
}
