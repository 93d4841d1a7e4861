package dev.strongroom.sdk.rewrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.CommitCheck;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Goes over every record of a room's history up to a verified head, older revisions too. At the end
 * it is proved that none was left out: each commit's changes root is over exactly its records, and
 * the head's history root over exactly these commits.
 */
final class ProvedHistory {
  private final RewrapService service;
  private final WrapOpener opener;
  private final Signed<Commit> head;
  private final List<Hash> leaves = new ArrayList<>();
  private final List<ChangeRecord> records = new ArrayList<>();
  private Optional<Signed<Commit>> open = Optional.empty();

  ProvedHistory(RewrapService service, WrapOpener opener, Signed<Commit> head) {
    this.service = service;
    this.opener = opener;
    this.head = head;
  }

  /** Sees one record and the wraps that are served of it. */
  interface Visitor {
    void visit(ChangeRecord record, List<WrapOpener.Served> wraps);
  }

  /**
   * @return whether it came to the end; false only if {@code cancelled}
   * @throws AuthenticationException {@link ErrorCode#ROOM_FORK} if the commits do not lead to the
   *     head, {@link ErrorCode#STATE_ROOT} if a commit's records are not those that were signed,
   *     {@link ErrorCode#COMMIT_ROLE} if one cites an older link than the one before
   */
  boolean visit(Visitor visitor, BooleanSupplier cancelled) {
    long end = head.body().header().sequence();
    long sequence = 0;
    long record = 0;
    while (sequence <= end) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      JsonNode page = service.history(sequence, record);
      page(page, end, visitor);
      long next = page.path("next").path("sequence").asLong();
      long nextRecord = page.path("next").path("record").asLong();
      boolean further = next > sequence || next == sequence && nextRecord > record;
      if (!further) {
        throw fork();
      }
      sequence = next;
      record = nextRecord;
    }
    closeCommit();
    requireHead();
    return true;
  }

  private void page(JsonNode page, long end, Visitor visitor) {
    int at = 0;
    JsonNode served = page.path("records");
    for (JsonNode one : page.path("commits")) {
      long sequence = one.path("sequence").asLong();
      if (sequence > end) {
        return;
      }
      beginCommit(sequence, one.path("envelope").asText());
      while (at < served.size() && served.get(at).path("sequence").asLong() == sequence) {
        ChangeRecord record = opener.record(served.get(at).path("record"));
        records.add(record);
        visitor.visit(record, WrapOpener.Served.read(served.get(at).path("wraps")));
        at++;
      }
    }
  }

  /** The next commit, or the one whose records a page has cut in two. */
  private void beginCommit(long sequence, String envelope) {
    if (open.filter(o -> o.body().header().sequence() == sequence).isPresent()) {
      return;
    }
    closeCommit();
    if (sequence != leaves.size()) {
      throw fork();
    }
    Signed<Commit> commit =
        Commit.decode(Envelope.decode(StatementKind.COMMIT, Bytes.fromBase64Url(envelope)));
    open.ifPresent(before -> CommitCheck.requireNoOlderLink(before, commit));
    open = Optional.of(commit);
    leaves.add(MerkleLog.leaf(commit.hash().value()));
  }

  private void closeCommit() {
    open.ifPresent(commit -> CommitCheck.requireChanges(commit.body(), List.copyOf(records)));
    records.clear();
  }

  private void requireHead() {
    boolean whole =
        open.filter(last -> last.hash().equals(head.hash())).isPresent()
            && MerkleLog.root(leaves.subList(0, leaves.size() - 1)).equals(head.body().history());
    if (!whole) {
      throw fork();
    }
  }

  private static AuthenticationException fork() {
    return new AuthenticationException(
        ErrorCode.ROOM_FORK, "the commits served do not lead to the room's head");
  }
}
