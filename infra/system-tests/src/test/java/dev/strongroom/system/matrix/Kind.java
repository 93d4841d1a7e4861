package dev.strongroom.system.matrix;

/** Kinds of callers, in the order of the table's columns; who may most comes last. */
enum Kind {
  NONE,
  WRONG_AUDIENCE,
  SERVICE,
  EMPLOYEE,
  OTHER_MANAGER,
  AUDITOR,
  ORG_ADMIN,
  /** Manages the room and the group that are asked about, and made what is in them. */
  MANAGER
}
