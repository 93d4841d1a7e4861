package dev.strongroom.events;

import java.util.List;

/** One event of each kind. */
final class Samples {
  static final String ID = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  private static final List<DomainEvent.Change> CHANGES =
      List.of(
          new DomainEvent.Change("put", ID, "editor"), new DomainEvent.Change("remove", ID, ""));

  private Samples() {}

  static List<DomainEvent> all() {
    return List.of(
        new DomainEvent.UserSeen(ID, ID),
        new DomainEvent.PolicyPublished(ID, ID, 0, ID),
        new DomainEvent.IdentityPublished(ID, ID, 1, ID, "ROTATION"),
        new DomainEvent.KeySlotsChanged(ID, ID, 1, List.of("passphrase")),
        new DomainEvent.SlotsFetched(ID, ID),
        new DomainEvent.DeviceRequested(ID, ID, ID),
        new DomainEvent.DeviceApproved(ID, ID, ID),
        new DomainEvent.DeviceAdded(ID, ID, ID),
        new DomainEvent.DeviceRemoved(ID, ID, ID),
        new DomainEvent.RecoverySlotFetched(ID, ID),
        new DomainEvent.UserRecovered(ID, ID),
        new DomainEvent.PersonAttested(ID, ID, ID),
        new DomainEvent.PersonDisabled(ID, ID),
        new DomainEvent.PersonEnabled(ID, ID),
        new DomainEvent.PersonDeleted(ID, DomainEvent.SIGN_ON),
        new DomainEvent.SessionsEnded(
            ID, ID, "4f2b0c1e-77aa-4b5e-9f00-1c2d3e4f5a6b", 1_790_000_000),
        new DomainEvent.DirectoryGroupChanged(ID, DomainEvent.SIGN_ON, List.of(ID), List.of()),
        new DomainEvent.DirectoryGroupDeleted(ID, DomainEvent.SIGN_ON),
        new DomainEvent.GroupLinked(ID, ID, 0, ID, "CREATE", 1, CHANGES),
        new DomainEvent.RoomLinked(ID, ID, 7, ID, "REKEY", 2, 9, List.of()),
        new DomainEvent.RoomRekeyDue(ID, ID, ID, 2),
        new DomainEvent.WrapsStored(ID, ID, 2, 3),
        new DomainEvent.RequestFiled(ID, ID, ID, "self", "add", ID, "viewer", "open", false),
        new DomainEvent.RequestConfirmed(ID, ID, ID),
        new DomainEvent.RequestClosed(ID, ID, ID, "rejected"),
        new DomainEvent.ManagersAwaited(ID, ID, ID, List.of(ID)),
        new DomainEvent.RequestNudged(ID, ID, ID, List.of()),
        new DomainEvent.ChainLabelled(ID, ID, true),
        new DomainEvent.FeedSet(ID, ID, ""),
        new DomainEvent.AccessRefused(ID, ID, "read"),
        new DomainEvent.Committed(ID, ID, 3, ID, 12, 4096),
        new DomainEvent.DownloadAuthorised(ID, ID, ID),
        new DomainEvent.UploadStarted(ID, ID, ID, 4096),
        new DomainEvent.UploadAborted(ID, ID, ID),
        new DomainEvent.DepositReceived(ID, ID, ID, 2, 4096),
        new DomainEvent.DepositAdopted(ID, ID, ID, 7),
        new DomainEvent.DepositRejected(ID, ID, ID),
        new DomainEvent.DepositWithdrawn(ID, ID, ID),
        new DomainEvent.UploadCompleted(ID, ID, ID, 4096),
        new DomainEvent.RewrapProgressed(ID, ID, 2, 1000, 3000),
        new DomainEvent.EpochsRetired(ID, ID, 2, 41));
  }
}
