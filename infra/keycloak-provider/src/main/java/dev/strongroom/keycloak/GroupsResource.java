package dev.strongroom.keycloak;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.AccessToken;

/** Groups and who is in them, in one answer, for the identity service alone. */
public final class GroupsResource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEARER = "Bearer ";

  /** Groups that one session lists. */
  private static final int AT_ONCE = 50;

  private final KeycloakSession session;

  GroupsResource(KeycloakSession session) {
    this.session = session;
  }

  /**
   * Every group of the realm, on every level, with its path and the subjects of those who are in it
   * themselves.
   *
   * @throws NotAuthorizedException without a good token of the realm
   * @throws ForbiddenException for anybody but the client {@code strongroom-identity}, if it may
   *     view users
   */
  @GET
  @Path("groups")
  @Produces(MediaType.APPLICATION_JSON)
  public String groups() {
    RealmModel realm = session.getContext().getRealm();
    requireIdentity(realm);
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartArray();
      List<String> groups = session.groups().getGroupsStream(realm).map(GroupModel::getId).toList();
      for (int from = 0; from < groups.size(); from += AT_ONCE) {
        write(json, realm.getId(), groups.subList(from, Math.min(groups.size(), from + AT_ONCE)));
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /**
   * In a session of its own: what a session has loaded is looked through before each query, and all
   * users of a large realm in one would make every query slower than the one before.
   */
  private void write(JsonGenerator json, String realmId, List<String> groups) {
    KeycloakModelUtils.runJobInTransaction(
        session.getKeycloakSessionFactory(),
        part -> {
          RealmModel realm = part.realms().getRealm(realmId);
          part.getContext().setRealm(realm);
          for (String id : groups) {
            GroupModel group = part.groups().getGroupById(realm, id);
            if (group != null) {
              write(json, part, realm, group);
            }
          }
        });
  }

  private static void write(
      JsonGenerator json, KeycloakSession part, RealmModel realm, GroupModel group) {
    try {
      json.writeStartObject();
      json.writeStringField("id", group.getId());
      json.writeStringField("path", KeycloakModelUtils.buildGroupPath(group));
      json.writeStringField("name", group.getName());
      json.writeArrayFieldStart("members");
      List<String> members =
          part.users().getGroupMembersStream(realm, group).map(UserModel::getId).toList();
      for (String member : members) {
        json.writeString(member);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The token names the client, and its service account has the role, now. */
  private void requireIdentity(RealmModel realm) {
    String header =
        session.getContext().getRequestHeaders().getHeaderString(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(BEARER)) {
      throw new NotAuthorizedException("Bearer");
    }
    AccessToken token =
        session.tokens().decode(header.substring(BEARER.length()), AccessToken.class);
    if (token == null || !token.isActive() || !"Bearer".equals(token.getType())) {
      throw new NotAuthorizedException("Bearer");
    }
    ClientModel client = realm.getClientByClientId(SignOnListener.CLIENT);
    if (client == null
        || !client.isEnabled()
        || !client.getClientId().equals(token.getIssuedFor())) {
      throw new ForbiddenException();
    }
    UserModel account = session.users().getServiceAccount(client);
    if (account == null
        || !account.isEnabled()
        || !account.getId().equals(token.getSubject())
        || !mayView(realm, account)) {
      throw new ForbiddenException();
    }
  }

  private static boolean mayView(RealmModel realm, UserModel account) {
    ClientModel management = realm.getClientByClientId("realm-management");
    RoleModel role = management == null ? null : management.getRole("view-users");
    return role != null && account.hasRole(role);
  }
}
