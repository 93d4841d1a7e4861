package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupChain;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Groups, verified link by link in the order of the directory log, and held against their pins. */
public final class GroupDirectory implements Groups {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final Keyring keyring;
  private final ChainReplay<GroupLink, GroupState> replay;
  private final Map<ChainId, Loaded> loaded = new HashMap<>();

  public GroupDirectory(Server server, Pins pins, People people, Keyring keyring) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.keyring = keyring;
    this.replay =
        ChainReplay.of(
            new GroupChain(keyring.organisation(), people, keyring.directory().checkpoints()));
  }

  /** A group as it was verified, and what the server gave with it. */
  private static final class Loaded {
    final VerifiedChain<GroupLink, GroupState> chain;
    ChainDocument document;
    boolean fresh;

    Loaded(VerifiedChain<GroupLink, GroupState> chain, ChainDocument document) {
      this.chain = chain;
      this.document = document;
    }
  }

  /** Groups that this user is in, as the server says. */
  public List<ChainId> mine() {
    List<ChainId> mine = new ArrayList<>();
    server.get("/access/v1/groups").forEach(g -> mine.add(ChainId.parse(g.path("room").asText())));
    return mine;
  }

  @Override
  public GroupState at(GroupHead head) {
    return load(head.group())
        .chain
        .at(head.sequence())
        .filter(state -> state.asHead().equals(head))
        .orElseThrow(() ->
            new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "a room names a head that the group's chain does not have"));
  }

  @Override
  public GroupState before(ChainId group, long index) {
    VerifiedChain<GroupLink, GroupState> chain = load(group).chain;
    return chain
        .before(index)
        .orElseThrow(() ->
            new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "a group of which nothing was logged by then"));
  }

  /** The state after the link in a place, where the chain has come so far. */
  public Optional<GroupState> stateAt(ChainId group, long sequence) {
    return load(group).chain.at(sequence);
  }

  /** The state after each of its links; the last is the newest. */
  public List<GroupState> states(ChainId group) {
    return load(group).chain.states();
  }

  public GroupState newest(ChainId group) {
    return load(group).chain.newest();
  }

  /** Who signed the group's first link. */
  public UserId creator(ChainId group) {
    return load(group).chain.first().author().user();
  }

  /** Links that the log has for the group and that do not count, with why. */
  public List<ChainReplay.Voided> voided(ChainId group) {
    return load(group).chain.voided();
  }

  /** Looks again for what is new, of the log and of this group, when it is asked for next. */
  void refresh(ChainId group) {
    keyring.directory().advance();
    Optional.ofNullable(loaded.get(group)).ifPresent(l -> l.fresh = false);
  }

  /** Likewise for all groups. */
  public void refresh() {
    keyring.directory().advance();
    loaded.values().forEach(l -> l.fresh = false);
  }

  private Loaded load(ChainId group) {
    Loaded known = loaded.get(group);
    if (known != null && known.fresh && !known.chain.isBehind(keyring.directory())) {
      return known;
    }
    VerifiedChain<GroupLink, GroupState> chain =
        known == null ? new VerifiedChain<>(group, DirectoryEntry.Kind.GROUP, replay) : known.chain;
    ChainDocument document =
        ChainDocument.fetch(
            server, StatementKind.GROUP, "/access/v1/groups/" + group, chain.size() - 1L);
    if (!chain.logHas(keyring.directory(), document.bodies())) {
      refresh();
    }
    chain.judge(keyring.directory(), document.bodies(), pins.chain(group));
    pins.pinChain(group, chain.newest().sequence(), chain.newest().head());
    pins.save();
    Loaded fresh = known == null ? new Loaded(chain, document) : known;
    fresh.document = document;
    fresh.fresh = true;
    loaded.put(group, fresh);
    return fresh;
  }

  /**
   * The group's secrets, for its members. The caller closes it.
   *
   * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} if the present epoch does not
   *     open to what its link commits to
   */
  public OpenChain open(ChainId group) {
    OpenChain open = atHand(group);
    if (open.condition() == OpenChain.Condition.BROKEN) {
      open.close();
      throw broken(group).asException();
    }
    return open;
  }

  /** Its secrets also where the present epoch is broken, as far as they can be had. */
  OpenChain atHand(ChainId group) {
    Loaded loaded = load(group);
    return opener(loaded.chain).open(loaded.document);
  }

  /** Likewise where no wrap of the present epoch opens. */
  OpenChain atHandDespiteUnopened(ChainId group) {
    Loaded loaded = load(group);
    return opener(loaded.chain).openDespiteUnopened(loaded.document);
  }

  /** Says who left the group so that its keys do not open. */
  BrokenEpoch broken(ChainId group) {
    VerifiedChain<GroupLink, GroupState> chain = load(group).chain;
    EpochInfo present = chain.newest().epoch();
    UserId author = chain.first(state -> state.epoch().equals(present)).body().author().user();
    return BrokenEpoch.ofGroup(group, present, author, people);
  }

  private EpochOpener opener(VerifiedChain<GroupLink, GroupState> chain) {
    ChainId group = chain.newest().id();
    SortedMap<Long, EpochInfo> epochs = new TreeMap<>();
    chain.states().forEach(state -> epochs.put(state.epoch().number(), state.epoch()));
    return new EpochOpener(
        keyring.organisation(),
        group,
        ChainBox.Kind.GROUP,
        epochs,
        1,
        0,
        this::own,
        epoch -> ChainDocument.ofEpoch(server, "/access/v1/groups/" + group, epoch));
  }

  /** A wrap for this user, under his present generation. */
  Optional<EpochOpener.Opening> own(ChainDocument.Wrap wrap) {
    Hash identity = keyring.identity().hash();
    boolean mine =
        wrap.kind().equals("user")
            && wrap.recipient().equals(keyring.chain().user().value())
            && wrap.reference().equals(identity.toString());
    return mine
        ? Optional.of(
            new EpochOpener.Opening(
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

  /**
   * A wrap to a group that this user is in: opened with that group's epoch key, of which nothing
   * but its public key matters here.
   *
   * @param lent is given each key, and closes it once the wraps have been tried
   */
  Optional<EpochOpener.Opening> throughGroup(
      ChainDocument.Wrap wrap, Consumer<KemPrivateKey> lent) {
    if (!wrap.kind().equals("group")) {
      return Optional.empty();
    }
    ChainId group = new ChainId(wrap.recipient());
    long epoch = epochOf(wrap);
    try (OpenChain open = atHand(group)) {
      KemPrivateKey key = open.secret(epoch).kemKey();
      lent.accept(key);
      return Optional.of(new EpochOpener.Opening(new Recipient.Group(group, epoch), key));
    }
  }
}
