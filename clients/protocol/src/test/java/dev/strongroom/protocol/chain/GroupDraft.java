package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Optional;

/** A link that a test puts together, honest but for what the test says. */
public final class GroupDraft {
  private final Organisation organisation;
  private final GroupState before;
  private final Organisation.Somebody signer;
  private Cause cause = Cause.CHANGE;
  private List<GroupLink.Change> changes = List.of();
  private EpochInfo epoch;
  private Optional<String> label;
  private List<Hash> proposals = List.of();
  private boolean box;

  public GroupDraft(Organisation organisation, GroupState before, Organisation.Somebody signer) {
    this.organisation = organisation;
    this.before = before;
    this.signer = signer;
    this.epoch = before.epoch();
    this.label = before.label();
  }

  public GroupDraft cause(Cause cause) {
    this.cause = cause;
    return this;
  }

  public GroupDraft changes(GroupLink.Change... changes) {
    this.changes = List.of(changes);
    return this;
  }

  /** Puts somebody in. */
  public GroupDraft put(Organisation.Somebody who, GroupRole role) {
    return changes(Chains.put(who, role));
  }

  /** Takes somebody out. */
  public GroupDraft remove(Organisation.Somebody who) {
    return changes(new GroupLink.Change.Remove(who.user()));
  }

  public GroupDraft epoch(EpochInfo epoch) {
    this.epoch = epoch;
    return this;
  }

  public GroupDraft label(String label) {
    this.label = Optional.of(label);
    return this;
  }

  public GroupDraft proposals(Hash... proposals) {
    this.proposals = List.of(proposals);
    return this;
  }

  public GroupDraft box() {
    this.box = true;
    return this;
  }

  public Signed<GroupLink> sign() {
    Lists.Root root = Lists.ofMembers(before.members(), changes);
    return GroupLink.sign(
        new GroupLink(
            organisation.header(before.sequence() + 1, Optional.of(before.head()), signer),
            cause,
            Optional.of(before.id()),
            signer.author(),
            organisation.note(),
            changes,
            root.hash(),
            root.count(),
            epoch,
            label,
            proposals,
            box),
        signer.keys().signing());
  }
}
