package dev.strongroom.system.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.demo.Player;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.nio.file.Files;

/** Addresses of the sign-on, and what the clients keep of it. */
final class SignOns {
  static final String CONSOLE = "strongroom-console";
  static final String COMMAND_LINE = "strongroom-cli";
  static final String ENDPOINTS = "/auth/realms/" + Stack.REALM + "/protocol/openid-connect/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SignOns() {}

  /** Path of a request for a code, as a client makes it. */
  static String authorization(String client, String redirect) {
    return unproved(client, redirect)
        + "&code_challenge_method=S256&code_challenge="
        + Browser.CHALLENGE;
  }

  /** The same without a challenge. */
  static String unproved(String client, String redirect) {
    return ENDPOINTS
        + "auth?response_type=code&scope=openid&state=its-state&client_id="
        + client
        + "&redirect_uri="
        + Browser.encode(redirect);
  }

  static String accessToken(Player player) throws IOException {
    return JSON.readTree(Files.readAllBytes(player.config().folder().resolve("tokens.json")))
        .path("access")
        .asText();
  }
}
