package dev.strongroom.sdk.room;

import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.rewrap.RetirementNotice;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.rewrap.RewrapProgress;
import dev.strongroom.sdk.rewrap.Rewrapper;
import dev.strongroom.sdk.rewrap.WrapReview;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An open room's epochs. What it does opens the room again where that is needed. */
public final class RoomKeys {
  private static final int RACES = 8;

  private final Room room;
  private final Server server;
  private final Keyring me;
  private final RoomDirectory directory;
  private final RoomWriter writer;

  RoomKeys(Room room, Server server, Keyring me, RoomDirectory directory, RoomWriter writer) {
    this.room = room;
    this.server = server;
    this.me = me;
    this.directory = directory;
    this.writer = writer;
  }

  /** How far wrapping anew has come, in the service's words. */
  public RewrapProgress progress() {
    return new Rewrapper(server, me, room.chain()).progress();
  }

  /** Begins a new epoch, as a manager may at any time. */
  public void rotate() {
    writer.rotate(room.chain(), room.verified());
    room.refresh();
  }

  /**
   * Begins a new epoch with a new index key, and rebuilds the tree under it. Ended in between, the
   * next who writes rebuilds it; until then names cannot be looked up.
   *
   * @throws dev.strongroom.protocol.MalformedException {@code LIMIT}, before anything is changed,
   *     for a room with more nodes than one commit takes
   */
  public void replaceIndexKey() {
    room.renewKeys();
    IndexRebuild.of(room.view()).close();
    writer.replaceIndexKey(room.chain(), room.verified());
    room.refresh();
    room.renewKeys();
  }

  /**
   * Wraps node keys of older epochs under the present one, until nothing is left to be claimed; see
   * {@link Rewrapper}. A rekey that is due comes first, and where the epoch moves on meanwhile it
   * goes on under the next.
   */
  public Rewrapper.Outcome rewrap(RewrapListener listener, BooleanSupplier cancelled) {
    for (int lost = 0; ; lost++) {
      room.renewKeys();
      try {
        Rewrapper.Outcome outcome =
            new Rewrapper(server, me, room.chain()).run(listener, cancelled);
        new RetirementNotice(server, directory).show(room.chain());
        return outcome;
      } catch (ServerException e) {
        if (!isPassing(e) || lost == RACES) {
          throw e;
        }
        room.refresh();
      }
    }
  }

  private static boolean isPassing(ServerException e) {
    return e.isStale() || e.reason().equals("epoch-stale");
  }

  /**
   * Gives the contents that were made before an epoch fresh keys, as new revisions; see {@code
   * Reencryption}. Ended at any point, it goes on when it is called again with the same epoch.
   *
   * @param epoch contents made before it are made anew
   * @param folder of this client alone and for this alone; one plaintext at a time lies there for a
   *     moment
   * @param listener hears of files
   * @return files that were made anew
   */
  public long reencrypt(long epoch, Path folder, RewrapListener listener, BooleanSupplier cancelled)
      throws IOException {
    return new Reencryption(room, server, me, folder, epoch, listener, cancelled).run();
  }

  /** Deposits that keep older epochs in use; see {@link WrapReview#depositsWaiting}. */
  public long depositsWaiting() {
    return new WrapReview(server, me, room.chain()).depositsWaiting();
  }

  /**
   * What came of an attempt to retire.
   *
   * @param oldestEpoch in use afterwards
   */
  public record Retired(WrapReview.Findings findings, boolean retired, long oldestEpoch) {}

  /**
   * Opens the present epoch's wraps of everything up to the head, and only if all are good signs a
   * link that retires the epochs below, so that the service drops their wraps. What was not good is
   * mended, where an older wrap is, and another run retires.
   *
   * @param despiteUnreadable whether records of which no wrap opens are given up: a wrap that this
   *     client was not served is dropped then
   * @throws dev.strongroom.sdk.chain.MembershipException if this user does not manage the room
   */
  public Retired retire(
      boolean despiteUnreadable, RewrapListener listener, BooleanSupplier cancelled) {
    room.refresh();
    room.renewKeys();
    RoomDirectory.OpenRoom chain = room.chain();
    long present = chain.newest().epoch().number();
    Optional<Signed<Commit>> head = room.view().head().commit();
    if (head.isEmpty()) {
      throw new IllegalArgumentException("The room is empty: there is nothing to retire.");
    }
    WrapReview.Findings findings =
        new WrapReview(server, me, chain).go(head.get(), listener, cancelled);
    boolean good = findings.allGood() || despiteUnreadable && findings.allGoodButUnreadable();
    if (good && chain.newest().oldestEpoch() < present) {
      CommitRef covered = head.get().body().ref(head.get().hash());
      writer.retire(chain, present, covered);
      room.refresh();
    }
    new RetirementNotice(server, directory).show(room.chain());
    return new Retired(findings, good, room.chain().newest().oldestEpoch());
  }
}
