package dev.strongroom.events;

import java.util.List;

/** What happened. Every event names the aggregate that it belongs to and who acted. */
public sealed interface DomainEvent {
  /** Id of the aggregate: user, group or room; the Kafka key. */
  String aggregate();

  /** User id of who acted. */
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

  /** A user fetched his key slots: a new device, or an unlock. */
  record SlotsFetched(String aggregate, String actor) implements DomainEvent {
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

  record UploadCompleted(String aggregate, String actor, String blob, long bytes)
      implements DomainEvent {
    @Override
    public Topic topic() {
      return Topic.STORAGE;
    }
  }
}
