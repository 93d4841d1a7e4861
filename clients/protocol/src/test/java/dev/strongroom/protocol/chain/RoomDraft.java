package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Optional;

/** A link that a test puts together, honest but for what the test says. */
public final class RoomDraft {
  private final Organisation organisation;
  private final RoomState before;
  private final Organisation.Somebody signer;
  private Cause cause = Cause.CHANGE;
  private List<RoomLink.Change> changes = List.of();
  private List<GroupHead> heads;
  private EpochInfo epoch;
  private long indexKey;
  private long oldestEpoch;
  private Optional<CommitRef> commit;
  private List<Hash> proposals = List.of();
  private boolean box;

  public RoomDraft(Organisation organisation, RoomState before, Organisation.Somebody signer) {
    this.organisation = organisation;
    this.before = before;
    this.signer = signer;
    this.heads = List.copyOf(before.heads().values());
    this.epoch = before.epoch();
    this.indexKey = before.indexKey();
    this.oldestEpoch = before.oldestEpoch();
    this.commit = before.commit();
  }

  public RoomDraft cause(Cause cause) {
    this.cause = cause;
    return this;
  }

  public RoomDraft changes(RoomLink.Change... changes) {
    this.changes = List.of(changes);
    return this;
  }

  /** Takes somebody out. */
  public RoomDraft remove(Organisation.Somebody who) {
    return changes(new RoomLink.Change.Remove(new Grantee.User(who.user())));
  }

  public RoomDraft heads(GroupHead... heads) {
    this.heads = List.of(heads);
    return this;
  }

  public RoomDraft epoch(EpochInfo epoch) {
    this.epoch = epoch;
    return this;
  }

  public RoomDraft indexKey(long indexKey) {
    this.indexKey = indexKey;
    return this;
  }

  public RoomDraft oldestEpoch(long oldestEpoch) {
    this.oldestEpoch = oldestEpoch;
    return this;
  }

  public RoomDraft commit(CommitRef commit) {
    this.commit = Optional.of(commit);
    return this;
  }

  public RoomDraft proposals(Hash... proposals) {
    this.proposals = List.of(proposals);
    return this;
  }

  public RoomDraft box() {
    this.box = true;
    return this;
  }

  public Signed<RoomLink> sign() {
    Lists.Root root = Lists.ofGrants(before.grants(), changes);
    return RoomLink.sign(
        new RoomLink(
            organisation.header(before.sequence() + 1, Optional.of(before.head()), signer),
            cause,
            Optional.of(before.id()),
            signer.author(),
            organisation.note(),
            changes,
            root.hash(),
            root.count(),
            heads,
            epoch,
            indexKey,
            oldestEpoch,
            before.policy(),
            commit,
            proposals,
            box),
        signer.keys().signing());
  }
}
