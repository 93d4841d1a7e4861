package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.GroupChain;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups, verified link by link and held against their pins. */
public final class GroupDirectory implements Groups {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final Keyring keyring;
  private final Map<ChainId, Loaded> loaded = new HashMap<>();

  public GroupDirectory(Server server, Pins pins, People people, Keyring keyring) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.keyring = keyring;
  }

  private record Loaded(List<GroupState> states, ChainDocument document) {
    GroupState newest() {
      return states.getLast();
    }
  }

  @Override
  public GroupState at(GroupHead head) {
    Loaded group = load(head.group());
    boolean there = head.sequence() < group.states().size();
    if (!there || !group.states().get((int) head.sequence()).asHead().equals(head)) {
      throw new AuthenticationException(
          ErrorCode.GROUP_CHAIN, "a room names a head that the group's chain does not have");
    }
    return group.states().get((int) head.sequence());
  }

  @Override
  public GroupState before(ChainId group, long index) {
    return load(group).states().reversed().stream()
        .filter(state -> state.index() < index || index == Order.NOW)
        .findFirst()
        .orElseThrow(() ->
            new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "a group of which nothing was logged by then"));
  }

  public GroupState newest(ChainId group) {
    return load(group).newest();
  }

  /** Forgets what was loaded, so that the next look is fresh. */
  void refresh(ChainId group) {
    loaded.remove(group);
  }

  /** Likewise for all groups. */
  public void refresh() {
    loaded.clear();
  }

  private Loaded load(ChainId group) {
    Loaded known = loaded.get(group);
    if (known != null) {
      return known;
    }
    ChainDocument document =
        ChainDocument.read(StatementKind.GROUP, server.get("/access/v1/groups/" + group));
    GroupChain chain =
        new GroupChain(keyring.organisation(), people, keyring.directory().checkpoints());
    List<GroupState> states = new ArrayList<>();
    for (Envelope envelope : document.links()) {
      Signed<GroupLink> link = GroupLink.decode(envelope);
      states.add(
          states.isEmpty()
              ? chain.first(link, Order.NOW)
              : chain.next(states.getLast(), link, Order.NOW));
    }
    requirePinned(pins.chain(group), group, states.stream().map(GroupState::head).toList());
    Loaded fresh = new Loaded(List.copyOf(states), document);
    pins.pinChain(group, fresh.newest().sequence(), fresh.newest().head());
    pins.save();
    loaded.put(group, fresh);
    return fresh;
  }

  /** A chain must be the one asked for, and contain what was pinned, in its place. */
  static void requirePinned(Optional<Pins.Place> pinned, ChainId id, List<Hash> hashes) {
    if (hashes.isEmpty()) {
      throw new AuthenticationException(ErrorCode.GROUP_CHAIN, "a chain without links");
    }
    if (!hashes.getFirst().value().equals(id.value())) {
      throw new AuthenticationException(
          ErrorCode.CHAIN_ID, "another chain was served under this id");
    }
    if (pinned.isEmpty()) {
      return;
    }
    if (hashes.size() <= pinned.get().sequence()) {
      throw new StaleException(
          ErrorCode.GROUP_ROLLBACK, "the chain ends before what this client has verified");
    }
    if (!hashes.get((int) pinned.get().sequence()).equals(pinned.get().hash())) {
      throw new AuthenticationException(
          ErrorCode.GROUP_FORK, "the chain is another than the one this client has verified");
    }
  }

  /** The group's secrets, for its members. The caller closes it. */
  public OpenChain open(ChainId group) {
    Loaded chain = load(group);
    GroupState state = chain.newest();
    return OpenChain.open(
        keyring.organisation(),
        group,
        ChainBox.Kind.GROUP,
        state.epoch(),
        state.epochs(),
        chain.document(),
        this::own);
  }

  /** A wrap for this user, under his present generation. */
  Optional<OpenChain.Opening> own(ChainDocument.Wrap wrap) {
    Hash identity = keyring.identity().hash();
    boolean mine =
        wrap.kind().equals("user")
            && wrap.recipient().equals(keyring.chain().user().value())
            && wrap.reference().equals(identity.toString());
    return mine
        ? Optional.of(
            new OpenChain.Opening(
                new Recipient.User(keyring.chain().user(), identity), keyring.keys().kem()))
        : Optional.empty();
  }

  private static long epochOf(ChainDocument.Wrap wrap) {
    try {
      return Long.parseLong(wrap.reference());
    } catch (NumberFormatException e) {
      throw new MalformedException(
          ErrorCode.STATEMENT, "a wrap for a group that names no epoch of it");
    }
  }

  /** A wrap to a group that this user is in: opened with that group's epoch key. */
  Optional<OpenChain.Opening> throughGroup(ChainDocument.Wrap wrap) {
    if (!wrap.kind().equals("group")) {
      return Optional.empty();
    }
    ChainId group = new ChainId(wrap.recipient());
    long epoch = epochOf(wrap);
    try (OpenChain open = open(group)) {
      KemPrivateKey key = open.secret(epoch).kemKey();
      return Optional.of(new OpenChain.Opening(new Recipient.Group(group, epoch), key));
    }
  }
}
