package dev.strongroom.storage.deposit;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.storage.RoomAccess;
import dev.strongroom.storage.upload.Uploads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes deposits, and settles each once: adopted, rejected or withdrawn. */
@ApplicationScoped
public class Deposits {
  /** Of one depositor in one room; the rest has to wait until some are settled. */
  static final int MOST_WAITING = 1_000;

  private final DepositStore store;
  private final Directory directory;
  private final Uploads uploads;
  private final Outbox outbox;

  @Inject
  Deposits(DepositStore store, Directory directory, Uploads uploads, Outbox outbox) {
    this.store = store;
    this.directory = directory;
    this.uploads = uploads;
    this.outbox = outbox;
  }

  /** Takes a deposit; sent again, it changes nothing. */
  @Transactional
  Hash take(RoomAccess.Granted granted, Bytes envelope) {
    Signed<Deposit> deposit = Deposit.decode(Envelope.decode(StatementKind.DEPOSIT, envelope));
    Deposit body = deposit.body();
    if (!body.author().user().equals(granted.user()) || !body.room().equals(granted.room())) {
      throw new Problem(Reason.FORBIDDEN, "A deposit is handed in by who signed it.");
    }
    store.lock(granted.room(), granted.user());
    if (store.find(granted.room(), deposit.hash()).isPresent()) {
      return deposit.hash();
    }
    requireAuthor(granted, deposit);
    uploads.requireOwnBlob(granted.room(), granted.user(), body.content());
    if (store.waitingOf(granted.room(), granted.user()) >= MOST_WAITING) {
      throw new Problem(
          Reason.CONFLICT,
          "As many files of yours are waiting in this room as it takes: try again when some are"
              + " taken.");
    }
    if (!store.add(deposit)) {
      throw new Problem(Reason.CONFLICT, "Another deposit has this id, or this blob.");
    }
    outbox.append(
        new DomainEvent.DepositReceived(
            granted.room().toString(),
            granted.user().toString(),
            deposit.hash().toString(),
            body.epoch(),
            body.content().length()));
    return deposit.hash();
  }

  /** What the authority said a moment ago is what the deposit must cite (section 3, rule 6). */
  private void requireAuthor(RoomAccess.Granted granted, Signed<Deposit> deposit) {
    Deposit body = deposit.body();
    Authority.Decision decision = granted.decision();
    body.header().requireOrganisation(directory.organisationId());
    directory.checkpoints().accept(body.directory());
    decision.requireDirectory();
    if (!body.link().toString().equals(decision.link())
        || body.linkSequence() != decision.linkSequence()) {
      throw new Problem(
          Reason.STALE_HEAD, "The room has changed: fetch what is new and try again.");
    }
    if (decision.rekeyDue() || body.epoch() != decision.epoch()) {
      throw new Problem(
          Reason.EPOCH_STALE,
          "The room's keys have to be renewed before anything is sent into it.");
    }
    IdentityChain author =
        body.author().requireSigned(deposit, body.header(), directory::identitiesOf);
    if (!author.isNewestBefore(body.author().identity(), Order.NOW)) {
      throw new AuthenticationException(
          ErrorCode.DEPOSIT, "a deposit under a key that its sender has replaced");
    }
  }

  /**
   * Settles what a commit adopts, in the commit's own transaction.
   *
   * @param records of the commit, among them a file with the content of each deposit
   * @throws Problem {@link Reason#STATEMENT_REFUSED} for one that is not waiting in this room
   */
  public void adopt(
      ChainId room, UserId editor, List<Hash> deposits, long sequence, List<ChangeRecord> records) {
    Set<BlobRef> contents = new HashSet<>();
    records.forEach(record -> record.content().ifPresent(contents::add));
    for (Hash hash : deposits) {
      boolean taken =
          store
              .find(room, hash)
              .map(row -> decode(row.envelope()).content())
              .filter(contents::contains)
              .isPresent();
      if (!taken || !store.adopt(room, hash, sequence)) {
        throw new Problem(
            Reason.STATEMENT_REFUSED,
            "DEPOSIT: a commit adopts what does not wait in this room, or leaves its content out.");
      }
      outbox.append(
          new DomainEvent.DepositAdopted(
              room.toString(), editor.toString(), hash.toString(), sequence));
    }
  }

  private static Deposit decode(Bytes envelope) {
    return Deposit.decode(Envelope.decode(StatementKind.DEPOSIT, envelope)).body();
  }

  /** An editor does not want it. */
  @Transactional
  void reject(RoomAccess.Granted granted, Hash hash) {
    DepositStore.Row row = store.find(granted.room(), hash).orElseThrow(Problem::notFound);
    if (!row.state().equals("rejected")) {
      requireWaiting(store.settle(granted.room(), hash, "rejected"));
      outbox.append(
          new DomainEvent.DepositRejected(
              granted.room().toString(), granted.user().toString(), hash.toString()));
    }
  }

  /** Its depositor takes it back. The same answer for somebody else's and for none. */
  @Transactional
  void withdraw(RoomAccess.Granted granted, Hash hash) {
    DepositStore.Row row =
        store
            .find(granted.room(), hash)
            .filter(r -> r.user().equals(granted.user()))
            .orElseThrow(Problem::notFound);
    if (!row.state().equals("withdrawn")) {
      requireWaiting(store.settle(granted.room(), hash, "withdrawn"));
      outbox.append(
          new DomainEvent.DepositWithdrawn(
              granted.room().toString(), granted.user().toString(), hash.toString()));
    }
  }

  private static void requireWaiting(boolean waited) {
    if (!waited) {
      throw new Problem(Reason.CONFLICT, "It is not waiting any more.");
    }
  }
}
