package dev.strongroom.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

class NoticesTest {
  private static AdminEvent event(
      ResourceType resource, OperationType operation, String path, String representation) {
    AdminEvent event = new AdminEvent();
    event.setTime(7);
    event.setResourceType(resource);
    event.setOperationType(operation);
    event.setResourcePath(path);
    event.setRepresentation(representation);
    return event;
  }

  @ParameterizedTest
  @CsvSource({
    "USER, CREATE, users/u, user, u, ''",
    "USER, UPDATE, users/u, user, u, ''",
    "USER, DELETE, users/u, disabled, u, ''",
    "USER, ACTION, users/u/logout, signed-out, u, ''",
    "GROUP_MEMBERSHIP, CREATE, users/u/groups/g, groups-of, u, ''",
    "GROUP_MEMBERSHIP, DELETE, users/u/groups/g, groups-of, u, ''",
    "GROUP, CREATE, groups/g, group, '', g",
    "GROUP, DELETE, groups/g, group, '', g",
    "GROUP, UPDATE, groups/g, group-tree, '', ''",
    "GROUP, CREATE, groups/g/children, group-tree, '', ''"
  })
  void adminEvent_ofAUserOrGroup_isANotice(
      ResourceType resource,
      OperationType operation,
      String path,
      String kind,
      String subject,
      String group) {
    assertThat(Notices.of(event(resource, operation, path, "")))
        .containsExactly(new Notice(kind, 7, subject, group, "", "", ""));
  }

  @Test
  void update_thatDisables_saysSoItself() {
    assertThat(
            Notices.of(
                event(ResourceType.USER, OperationType.UPDATE, "users/u", "{\"enabled\":false}")))
        .containsExactly(Notice.disabled(7, "u"));
  }

  @ParameterizedTest
  @CsvSource({
    "USER, ACTION, users/u/reset-password",
    "USER, CREATE, users",
    "CLIENT, UPDATE, clients/c",
    "REALM_ROLE_MAPPING, CREATE, users/u/role-mappings/realm"
  })
  void adminEvent_ofAnythingElse_isNone(
      ResourceType resource, OperationType operation, String path) {
    assertThat(Notices.of(event(resource, operation, path, ""))).isEmpty();
  }

  @Test
  void signIn_tellsClientAndAddress_andSignOutItsSession() {
    Event event = new Event();
    event.setTime(7);
    event.setUserId("u");
    event.setClientId("strongroom-cli");
    event.setIpAddress("192.0.2.7");
    event.setSessionId("s");
    event.setType(EventType.LOGIN);
    assertThat(Notices.of(event))
        .containsExactly(Notice.signIn(7, "u", "s", "strongroom-cli", "192.0.2.7"));
    event.setType(EventType.LOGOUT);
    assertThat(Notices.of(event)).containsExactly(Notice.signedOut(7, "u", "s"));
    event.setType(EventType.LOGIN_ERROR);
    assertThat(Notices.of(event)).isEmpty();
    event.setUserId(null);
    event.setType(EventType.LOGIN);
    assertThat(Notices.of(event)).isEmpty();
  }
}
