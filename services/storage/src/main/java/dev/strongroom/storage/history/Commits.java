package dev.strongroom.storage.history;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.CommitCheck;
import dev.strongroom.protocol.commit.Transition;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.storage.RoomAccess;
import dev.strongroom.storage.deposit.Deposits;
import dev.strongroom.storage.upload.Uploads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/** Takes commits: by compare-and-swap on the head, and only what follows from the state before. */
@ApplicationScoped
class Commits {
  private static final int WRAP_BYTES = Sealed.sealedLength(NodeKey.LENGTH_BYTES);

  private final HistoryStore store;
  private final Directory directory;
  private final Uploads uploads;
  private final Deposits deposits;
  private final Outbox outbox;

  @Inject
  Commits(
      HistoryStore store, Directory directory, Uploads uploads, Deposits deposits, Outbox outbox) {
    this.store = store;
    this.directory = directory;
    this.uploads = uploads;
    this.deposits = deposits;
    this.outbox = outbox;
  }

  /**
   * Takes the commit, its records and their wraps, all or nothing; sent again, it changes nothing.
   */
  @Transactional
  void take(RoomAccess.Granted granted, Bytes envelope, List<Bytes> records, List<Bytes> wraps) {
    OrganisationId organisation = directory.organisationId();
    Signed<Commit> commit = Commit.decode(Envelope.decode(StatementKind.COMMIT, envelope));
    HistoryStore.Head head = store.lockedHead(granted.room());
    if (isHere(granted, commit)) {
      return;
    }
    requireAuthor(granted, commit, organisation);
    requirePlace(granted, commit.body(), head);
    List<ChangeRecord> changes =
        records.stream()
            .map(bytes -> ChangeRecord.decode(organisation, granted.room(), bytes))
            .toList();
    CommitCheck.requireChanges(commit.body(), changes);
    SparseTree after = transition(granted, organisation, head, changes);
    if (!after.rootHash().equals(commit.body().state())) {
      throw new AuthenticationException(
          ErrorCode.STATE_ROOT, "the state does not follow from the changes");
    }
    requireRebuilt(granted, organisation, commit.body(), changes, after);
    deposits.adopt(
        granted.room(),
        granted.user(),
        commit.body().deposits(),
        commit.body().header().sequence(),
        changes);
    keep(granted, commit, changes, wraps, after);
  }

  private boolean isHere(RoomAccess.Granted granted, Signed<Commit> commit) {
    long sequence = commit.body().header().sequence();
    return sequence <= store.head(granted.room()).sequence()
        && store.commit(granted.room(), sequence).envelope().equals(commit.envelope().encode());
  }

  /** What the authority said a moment ago is what the commit must cite (section 3, rule 6). */
  private void requireAuthor(
      RoomAccess.Granted granted, Signed<Commit> commit, OrganisationId organisation) {
    Commit body = commit.body();
    Authority.Decision decision = granted.decision();
    body.header().requireOrganisation(organisation);
    directory.checkpoints().accept(body.directory());
    if (!body.author().user().equals(granted.user()) || !body.room().equals(granted.room())) {
      throw new Problem(Reason.FORBIDDEN, "A commit is handed in by who signed it.");
    }
    decision.requireDirectory();
    if (!body.link().toString().equals(decision.link())
        || body.linkSequence() != decision.linkSequence()) {
      throw new Problem(
          Reason.STALE_HEAD, "The room has changed: fetch what is new and try again.");
    }
    if (decision.rekeyDue()
        || body.epoch() != decision.epoch()
        || body.indexKey() != decision.indexKey()) {
      throw new Problem(
          Reason.EPOCH_STALE, "The room's keys have to be renewed before it is written to.");
    }
    IdentityChain author =
        body.author().requireSigned(commit, body.header(), directory::identitiesOf);
    if (!author.isNewestBefore(body.author().identity(), Order.NOW)) {
      throw new AuthenticationException(
          ErrorCode.COMMIT_ROLE, "a commit under a key that its author has replaced");
    }
  }

  private void requirePlace(RoomAccess.Granted granted, Commit commit, HistoryStore.Head head) {
    if (commit.header().sequence() != head.sequence() + 1) {
      throw new Problem(
          Reason.STALE_HEAD, "Somebody else wrote first: fetch what is new and try again.");
    }
    List<Hash> leaves = store.leaves(granted.room(), commit.header().sequence());
    if (!MerkleLog.root(leaves).equals(commit.history())) {
      throw new AuthenticationException(
          ErrorCode.ROOM_FORK, "the commit continues another history");
    }
  }

  /** The first commit under another index key leaves nothing under the one before. */
  private void requireRebuilt(
      RoomAccess.Granted granted,
      OrganisationId organisation,
      Commit commit,
      List<ChangeRecord> changes,
      SparseTree after) {
    long sequence = commit.header().sequence();
    if (sequence > 0 && indexKeyAt(granted, sequence - 1) != commit.indexKey()) {
      CommitCheck.requireRebuilt(RoomFolders.of(organisation, granted.room()), changes, after);
    }
  }

  private long indexKeyAt(RoomAccess.Granted granted, long sequence) {
    Bytes envelope = store.commit(granted.room(), sequence).envelope();
    return Commit.decode(Envelope.decode(StatementKind.COMMIT, envelope)).body().indexKey();
  }

  private SparseTree transition(
      RoomAccess.Granted granted,
      OrganisationId organisation,
      HistoryStore.Head head,
      List<ChangeRecord> changes) {
    SparseTree before = SparseTree.at(TreePurpose.STATE, head.state(), store.nodes(granted.room()));
    return Transition.apply(
        before,
        RoomFolders.of(organisation, granted.room()),
        changes,
        node ->
            store
                .newestRecord(granted.room(), node)
                .map(bytes -> ChangeRecord.decode(organisation, granted.room(), bytes)));
  }

  private void keep(
      RoomAccess.Granted granted,
      Signed<Commit> commit,
      List<ChangeRecord> changes,
      List<Bytes> wraps,
      SparseTree after) {
    if (wraps.size() != changes.size()) {
      throw new Problem(Reason.STATEMENT_REFUSED, "Every record comes with a wrap of its key.");
    }
    long sequence = commit.body().header().sequence();
    long bytes = 0;
    for (int i = 0; i < changes.size(); i++) {
      ChangeRecord record = changes.get(i);
      boolean keyless = record.kind() == ChangeRecord.Kind.TOMBSTONE;
      if (wraps.get(i).length() != (keyless ? 0 : WRAP_BYTES)) {
        throw new Problem(Reason.STATEMENT_REFUSED, "Not a wrap of a node key.");
      }
      record.content().ifPresent(ref -> uploads.requireBlob(granted.room(), ref));
      bytes += record.content().map(BlobRef::length).orElse(0L);
      store.addRecord(record, sequence, i);
      if (!keyless) {
        store.addWrap(record, sequence, granted.user(), wraps.get(i));
      }
    }
    store.addNodes(granted.room(), after.freshNodes());
    store.append(
        granted.room(),
        sequence,
        commit.hash(),
        after.rootHash(),
        commit.envelope().encode(),
        changes.size());
    outbox.append(
        new DomainEvent.Committed(
            granted.room().toString(),
            granted.user().toString(),
            sequence,
            commit.hash().toString(),
            changes.size(),
            bytes));
  }
}
