package dev.strongroom.demo;

import dev.strongroom.local.KeycloakAdmin;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The five, each known to the sign-on; and the member's second machine. */
record Cast(
    Player administrator,
    Player manager,
    Player member,
    Player memberOnSecondMachine,
    Player outsider,
    Player auditor) {

  static Cast enter(Stack stack, Path homes, SecureRandom clients, Tale tale) throws IOException {
    KeycloakAdmin signOn = stack.keycloakAdmin();
    List<Player> players = new ArrayList<>();
    for (String name : List.of("administrator", "manager", "member", "outsider", "auditor")) {
      String password = password();
      List<String> roles =
          switch (name) {
            case "administrator" -> List.of("org-admin");
            case "auditor" -> List.of("auditor");
            default -> List.of();
          };
      signOn.createUser(Stack.REALM, name, name + "@strongroom.invalid", password, roles);
      players.add(new Player(name, name, homes, clients, password, tale));
      if (name.equals("member")) {
        players.add(new Player(name, "member-second-machine", homes, clients, password, tale));
      }
    }
    return new Cast(
        players.get(0),
        players.get(1),
        players.get(2),
        players.get(3),
        players.get(4),
        players.get(5));
  }

  private static String password() {
    byte[] bytes = new byte[18];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
