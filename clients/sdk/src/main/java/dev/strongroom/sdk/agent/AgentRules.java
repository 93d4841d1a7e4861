package dev.strongroom.sdk.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.sdk.device.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a manager lets his agent sign without him, in a file of his own client: for one chain, whose
 * proposals count, and up to which role. Without a rule nothing is signed but rekeys, rewraps,
 * empty commits and adoptions.
 */
public final class AgentRules {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  public AgentRules(Path folder) {
    this.file = folder.resolve("agent.json");
  }

  /**
   * A rule.
   *
   * @param chain a group or room that this user manages
   * @param proposer whose signed proposals it is about
   * @param identity of the proposer as it was confirmed; passes over routine rotations only
   * @param highest role that may be given: of a group {@code member}; of a room {@code depositor},
   *     {@code viewer} or {@code editor}. Never manager.
   * @param removals whether members who are no managers may be removed
   */
  public record Rule(
      ChainId chain, UserId proposer, Hash identity, String highest, boolean removals) {
    private static final List<String> ROLES = List.of("member", "depositor", "viewer", "editor");

    public Rule {
      if (!ROLES.contains(highest)) {
        throw new IllegalArgumentException(
            "An agent gives the role member, depositor, viewer or editor at most.");
      }
    }

    /** Whether {@code role} is at or below the highest. */
    public boolean allows(String role) {
      int asked = ROLES.indexOf(role);
      boolean ofGroup = highest.equals("member");
      return ofGroup ? role.equals("member") : asked > 0 && asked <= ROLES.indexOf(highest);
    }
  }

  /**
   * @throws UncheckedIOException if the file is damaged: nothing is signed unattended then
   */
  public List<Rule> all() {
    Optional<byte[]> content = PrivateFile.read(file);
    if (content.isEmpty()) {
      return List.of();
    }
    try {
      List<Rule> rules = new ArrayList<>();
      for (JsonNode rule : JSON.readTree(content.get()).path("rules")) {
        rules.add(
            new Rule(
                ChainId.parse(rule.path("chain").asText()),
                UserId.parse(rule.path("proposer").asText()),
                Hash.parse(rule.path("identity").asText()),
                rule.path("highest").asText(),
                rule.path("removals").asBoolean()));
      }
      return List.copyOf(rules);
    } catch (IOException | RuntimeException e) {
      throw new UncheckedIOException("the agent's rules are damaged: " + file, new IOException(e));
    }
  }

  /** The rule about a proposer's proposals for a chain. */
  public Optional<Rule> about(ChainId chain, UserId proposer) {
    return all().stream()
        .filter(rule -> rule.chain().equals(chain) && rule.proposer().equals(proposer))
        .findFirst();
  }

  /** Adds a rule, in place of one about the same chain and proposer. */
  public void allow(Rule rule) {
    List<Rule> rules = new ArrayList<>(without(rule.chain(), rule.proposer()));
    rules.add(rule);
    write(rules);
  }

  public void forbid(ChainId chain, UserId proposer) {
    write(without(chain, proposer));
  }

  private List<Rule> without(ChainId chain, UserId proposer) {
    return all().stream()
        .filter(rule -> !rule.chain().equals(chain) || !rule.proposer().equals(proposer))
        .toList();
  }

  private void write(List<Rule> rules) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("rules");
    for (Rule rule : rules) {
      list.addObject()
          .put("chain", rule.chain().toString())
          .put("proposer", rule.proposer().toString())
          .put("identity", rule.identity().toString())
          .put("highest", rule.highest())
          .put("removals", rule.removals());
    }
    try {
      PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
