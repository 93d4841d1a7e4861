package dev.strongroom.keycloak;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

/** What Keycloak's events mean to the identity service; nothing, for most of them. */
final class Notices {
  private Notices() {}

  static List<Notice> of(Event event) {
    String user = text(event.getUserId());
    EventType type = event.getType();
    if (user.isEmpty() || type == null) {
      return List.of();
    }
    long at = event.getTime();
    return switch (type) {
      case LOGIN ->
          List.of(
              Notice.signIn(
                  at,
                  user,
                  text(event.getSessionId()),
                  text(event.getClientId()),
                  text(event.getIpAddress())));
      case LOGOUT -> List.of(Notice.signedOut(at, user, text(event.getSessionId())));
      case REGISTER,
          UPDATE_PROFILE,
          UPDATE_EMAIL,
          DELETE_ACCOUNT,
          USER_DISABLED_BY_PERMANENT_LOCKOUT ->
          List.of(Notice.user(at, user));
      default -> List.of();
    };
  }

  static List<Notice> of(AdminEvent event) {
    String[] path = text(event.getResourcePath()).split("/");
    ResourceType resource = event.getResourceType();
    if (resource == null || path.length < 1) {
      return List.of();
    }
    long at = event.getTime();
    return switch (resource) {
      case USER -> ofUser(event, path, at);
      case GROUP_MEMBERSHIP ->
          path[0].equals("users") && path.length > 1
              ? List.of(Notice.groupsOf(at, path[1]))
              : List.of();
      case GROUP -> ofGroup(event, path, at);
      // Of a session that an administrator ended, back-channel logout tells whose it was.
      default -> List.of();
    };
  }

  private static List<Notice> ofUser(AdminEvent event, String[] path, long at) {
    if (!path[0].equals("users") || path.length < 2) {
      return List.of();
    }
    if (event.getOperationType() == OperationType.ACTION) {
      return path[path.length - 1].equals("logout")
          ? List.of(Notice.signedOut(at, path[1], ""))
          : List.of();
    }
    return saysDisabled(event)
        ? List.of(Notice.disabled(at, path[1]))
        : List.of(Notice.user(at, path[1]));
  }

  /** Whether an update says so itself: then it counts even if Keycloak cannot be asked. */
  private static boolean saysDisabled(AdminEvent event) {
    return event.getOperationType() == OperationType.DELETE
        || Optional.ofNullable(event.getRepresentation())
            .filter(text -> text.contains("\"enabled\":false"))
            .isPresent();
  }

  private static List<Notice> ofGroup(AdminEvent event, String[] path, long at) {
    if (!path[0].equals("groups") || path.length < 2) {
      return List.of();
    }
    // Of a child that is made or moved the path names the parent first.
    String group = path.length == 2 ? path[1] : "";
    return group.isEmpty() || event.getOperationType() == OperationType.UPDATE
        ? List.of(Notice.groupTree(at))
        : List.of(Notice.group(at, group));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
