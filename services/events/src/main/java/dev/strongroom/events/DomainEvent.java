package dev.strongroom.events;

import java.util.List;

/** What happened. Every event names the aggregate that it belongs to and who acted. */
public sealed interface DomainEvent {
  /** Stands for an actor where the sign-on said something and nobody acted here. */
  String SIGN_ON = "strongroom-identity";

  /** Id of the aggregate: user, group or room; the Kafka key. */
  String aggregate();

  /** User id of who acted, or the name of the service where nobody did. */
  String actor();

  Topic topic();

  /** The CloudEvents type. */
  default String type() {
    return "dev.strongroom." + topic().suffix() + "." + getClass().getSimpleName();
  }

  /** Somebody signed in for the first time, or was looked up. */
  record UserSeen(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  record PolicyPublished(String aggregate, String actor, long sequence, String hash)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  record IdentityPublished(
      String aggregate, String actor, long generation, String hash, String cause)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /**
   * A user's key slots were replaced.
   *
   * @param generation of the identity that they open
   * @param slots types of slots that changed
   */
  record KeySlotsChanged(String aggregate, String actor, long generation, List<String> slots)
      implements DomainEvent {
    public KeySlotsChanged {
      slots = List.copyOf(slots);
    }

    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** A user fetched his key slots: a new device, or an unlock. */
  record SlotsFetched(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** A new device asks to be approved. */
  record DeviceRequested(String aggregate, String actor, String device) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** A device that has the keys approved a new one. */
  record DeviceApproved(String aggregate, String actor, String device) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** A device can open the user's keys from now on. */
  record DeviceAdded(String aggregate, String actor, String device) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** A device's key slot was deleted. */
  record DeviceRemoved(String aggregate, String actor, String device) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** An administrator fetched a user's recovery slot: a drill, or the ceremony. */
  record RecoverySlotFetched(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** The recovery ceremony gave a user a new passphrase slot. */
  record UserRecovered(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** An attester signed who a person is. */
  record PersonAttested(String aggregate, String actor, String hash) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** The sign-on disabled somebody: he is refused from now on. */
  record PersonDisabled(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** The sign-on enabled somebody again; tokens from before stay refused. */
  record PersonEnabled(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** The sign-on has somebody no longer: he is refused from now on. */
  record PersonDeleted(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /**
   * A session of somebody ended, or all of them.
   *
   * @param session the session's {@code sid}; empty for all that the user had
   * @param endedAt seconds since the epoch: tokens issued later are of sessions that began anew
   */
  record SessionsEnded(String aggregate, String actor, String session, long endedAt)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /**
   * People joined or left a group of the sign-on's directory; the aggregate is that group's id
   * there.
   *
   * @param joined user ids, at most {@value #MOST}: a larger change is several events
   * @param left user ids, at most as many
   */
  record DirectoryGroupChanged(
      String aggregate, String actor, List<String> joined, List<String> left)
      implements DomainEvent {
    public static final int MOST = 500;

    public DirectoryGroupChanged {
      joined = List.copyOf(joined);
      left = List.copyOf(left);
    }

    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /** The sign-on's directory has a group no longer; that its members left was told before. */
  record DirectoryGroupDeleted(String aggregate, String actor) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.IDENTITY;
    }
  }

  /**
   * A change in a list.
   *
   * @param subject user or group id
   * @param role empty for a removal
   */
  record Change(String operation, String subject, String role) {}

  record GroupLinked(
      String aggregate,
      String actor,
      long sequence,
      String hash,
      String cause,
      long epoch,
      List<Change> changes)
      implements DomainEvent {
    public GroupLinked {
      changes = List.copyOf(changes);
    }

    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  record RoomLinked(
      String aggregate,
      String actor,
      long sequence,
      String hash,
      String cause,
      long epoch,
      long aclRevision,
      List<Change> changes)
      implements DomainEvent {
    public RoomLinked {
      changes = List.copyOf(changes);
    }

    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * A group that a room is granted to began a new epoch: the room's keys have to be renewed before
   * it is written to again.
   *
   * @param actor who changed the group
   * @param group whose epoch it is
   * @param epoch of the group, which the room's keys are not yet wrapped for
   */
  record RoomRekeyDue(String aggregate, String actor, String group, long epoch)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * Wraps of a group's or room's epoch were handed in with a link.
   *
   * @param epoch that they open
   * @param count how many
   */
  record WrapsStored(String aggregate, String actor, long epoch, long count)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * Somebody asked the managers of a group or room for a change; what he gave as his reason stays
   * with the access service.
   *
   * @param request its id
   * @param origin administrator, self, proposal, directory or sign-on
   * @param operation add, remove or role
   * @param subject user id of whom it is about
   * @param role empty for a removal
   * @param state open, or unconfirmed
   * @param cuts whether the subject is cut off by it
   */
  record RequestFiled(
      String aggregate,
      String actor,
      String request,
      String origin,
      String operation,
      String subject,
      String role,
      String state,
      boolean cuts)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /** A second administrator confirmed a removal of a last manager, which is in force now. */
  record RequestConfirmed(String aggregate, String actor, String request) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * A request or proposal waits no longer; what it cut is there again, unless it was fulfilled.
   *
   * @param actor who did it, or {@link #NOBODY} if its time was over
   * @param outcome fulfilled, rejected, withdrawn or lapsed
   */
  record RequestClosed(String aggregate, String actor, String request, String outcome)
      implements DomainEvent {
    /** Stands for an actor where time alone acted. */
    public static final String NOBODY = "strongroom-access";

    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * A request or proposal waits for the managers of a group or room.
   *
   * @param request the first of them, where several were filed at once
   * @param managers user ids of those who can answer now, at most {@value #MOST}
   */
  record ManagersAwaited(String aggregate, String actor, String request, List<String> managers)
      implements DomainEvent {
    public static final int MOST = 100;

    public ManagersAwaited {
      managers = List.copyOf(managers);
    }

    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * Somebody reminds the managers of a request that waits.
   *
   * @param managers user ids of those who can answer now, at most {@value ManagersAwaited#MOST}
   */
  record RequestNudged(String aggregate, String actor, String request, List<String> managers)
      implements DomainEvent {
    public RequestNudged {
      managers = List.copyOf(managers);
    }

    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * A manager published a plain name of a group or room, or took it away; the name stays with the
   * access service.
   *
   * @param labelled whether there is one now
   */
  record ChainLabelled(String aggregate, String actor, boolean labelled) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /**
   * A group of the sign-on's directory became the source of requests to a group's managers.
   *
   * @param directoryGroup its id there; empty if none is any longer
   */
  record FeedSet(String aggregate, String actor, String directoryGroup) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.ACCESS;
    }
  }

  /** Somebody asked for a room that is not his. */
  record AccessRefused(String aggregate, String actor, String action) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  record Committed(
      String aggregate, String actor, long sequence, String hash, long changes, long bytes)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  record DownloadAuthorised(String aggregate, String actor, String record) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /**
   * An upload began.
   *
   * @param bytes announced, ciphertext
   */
  record UploadStarted(String aggregate, String actor, String blob, long bytes)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /** An upload was given up, or what arrived is not what was announced. */
  record UploadAborted(String aggregate, String actor, String blob) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  record UploadCompleted(String aggregate, String actor, String blob, long bytes)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /**
   * Node keys were wrapped under a room's present epoch; told once in a while, and when all are.
   *
   * @param epoch under which they are wrapped
   * @param done how many are
   * @param total how many there are
   */
  record RewrapProgressed(String aggregate, String actor, long epoch, long done, long total)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /**
   * A room's link retired its older epochs: their wraps are dropped.
   *
   * @param actor who signed the link
   * @param oldest oldest epoch that is still in use
   * @param sequence of the commit that the link covers
   */
  record EpochsRetired(String aggregate, String actor, long oldest, long sequence)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /**
   * A file was sent into a room's inbox.
   *
   * @param deposit hash of the signed statement
   * @param epoch that it was sealed to
   * @param bytes stored, ciphertext
   */
  record DepositReceived(String aggregate, String actor, String deposit, long epoch, long bytes)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /**
   * An editor's commit took a deposit over.
   *
   * @param sequence of the commit
   */
  record DepositAdopted(String aggregate, String actor, String deposit, long sequence)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /** An editor turned a deposit down. */
  record DepositRejected(String aggregate, String actor, String deposit) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }

  /** Its sender took a deposit back. */
  record DepositWithdrawn(String aggregate, String actor, String deposit) implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }
}
