package dev.strongroom.sdk.room;

import java.nio.file.Path;

/** One thing to put into a room. */
public sealed interface PutPlan {
  RoomPath path();

  record File(Path file, RoomPath path) implements PutPlan {}

  /** A folder, kept even if it is empty. */
  record Folder(RoomPath path) implements PutPlan {}
}
