package dev.strongroom.sdk.hostile;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the access service answers of requests and proposals. Nothing is ever closed here: whatever
 * was filed once is shown as open again and again.
 */
final class RequestPart {
  private final List<Map<String, Object>> items = new ArrayList<>();

  /** Shows a signed proposal, whatever it says and whoever signed it. */
  void serve(Signed<Proposal> proposal) {
    serve(proposal.envelope(), proposal.body().seen().chain());
  }

  /** Shows it as one for {@code chain}. */
  void serve(Envelope proposal, ChainId chain) {
    Map<String, Object> item = item("proposal", chain, "add", "x".repeat(4), "");
    item.put("id", proposal.hash().toString());
    item.put("envelope", proposal.encode().toBase64Url());
    items.add(item);
  }

  /** Shows bytes that are no proposal as one. */
  void serveNonsense(ChainId chain) {
    Map<String, Object> item = item("proposal", chain, "add", "nobody", "");
    item.put("envelope", Bytes.utf8("{}").toBase64Url());
    items.add(item);
  }

  /** Shows an unsigned request, as an administrator files it. */
  void serveRequest(String kind, ChainId chain, String action, UserId user, String role) {
    Map<String, Object> item = item("administrator", chain, action, user.toString(), role);
    item.put("chainKind", kind);
    items.add(item);
  }

  /** The same from another source. */
  void serveRequest(
      String origin, String kind, ChainId chain, String action, UserId user, String role) {
    Map<String, Object> item = item(origin, chain, action, user.toString(), role);
    item.put("chainKind", kind);
    items.add(item);
  }

  void forget() {
    items.clear();
  }

  private Map<String, Object> item(
      String origin, ChainId chain, String action, String user, String role) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", "request-" + items.size());
    item.put("origin", origin);
    item.put("chain", chain.toString());
    item.put("action", action);
    item.put("user", user);
    item.put("role", role);
    item.put("reason", "as of Monday");
    item.put("envelope", "");
    item.put("filedBy", user);
    item.put("filedAt", World.CLOCK.instant().toString());
    item.put("expiresAt", World.CLOCK.instant().plusSeconds(86_400).toString());
    item.put("state", "open");
    item.put("cuts", false);
    return item;
  }

  Answer answer(Request request) {
    if (request.method().equals("GET")) {
      return Answer.json(Map.of("items", items, "next", ""));
    }
    if (request.path().endsWith("/proposals")) {
      serve(
          Proposal.decode(
              Envelope.decode(
                  StatementKind.PROPOSAL,
                  Bytes.fromBase64Url(request.json().path("envelope").asText()))));
    }
    return Answer.json(Map.of());
  }
}
