package dev.strongroom.sdk.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.sdk.device.PrivateFile;
import dev.strongroom.sdk.room.RoomPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a manager lets his agent sign without him, in a file of his own client: for one chain, whose
 * proposals count, and up to which role; whether it removes whom an administrator or the sign-on
 * asks out; and for one room, into which folder its deposits are adopted. Without a rule nothing is
 * signed but rekeys, rewraps, empty commits, and a manager's links that retire epochs once every
 * new wrap was opened.
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

  /** Everything in the file. */
  private record Content(
      List<Rule> rules, Map<ChainId, RoomPath> adoptions, Set<ChainId> askedRemovals) {
    Content {
      rules = List.copyOf(rules);
      adoptions = Map.copyOf(adoptions);
      askedRemovals = Set.copyOf(askedRemovals);
    }

    Content with(List<Rule> others) {
      return new Content(others, adoptions, askedRemovals);
    }

    Content with(Map<ChainId, RoomPath> others) {
      return new Content(rules, others, askedRemovals);
    }

    Content with(Set<ChainId> others) {
      return new Content(rules, adoptions, others);
    }
  }

  private Content content() {
    Optional<byte[]> content = PrivateFile.read(file);
    if (content.isEmpty()) {
      return new Content(List.of(), Map.of(), Set.of());
    }
    try {
      JsonNode root = JSON.readTree(content.get());
      List<Rule> rules = new ArrayList<>();
      for (JsonNode rule : root.path("rules")) {
        rules.add(
            new Rule(
                ChainId.parse(rule.path("chain").asText()),
                UserId.parse(rule.path("proposer").asText()),
                Hash.parse(rule.path("identity").asText()),
                rule.path("highest").asText(),
                rule.path("removals").asBoolean()));
      }
      Map<ChainId, RoomPath> adoptions = new LinkedHashMap<>();
      for (JsonNode adoption : root.path("adoptions")) {
        adoptions.put(
            ChainId.parse(adoption.path("room").asText()),
            RoomPath.parse(adoption.path("folder").asText()));
      }
      Set<ChainId> asked = new LinkedHashSet<>();
      for (JsonNode chain : root.path("askedRemovals")) {
        asked.add(ChainId.parse(chain.asText()));
      }
      return new Content(rules, adoptions, asked);
    } catch (IOException | RuntimeException e) {
      throw new UncheckedIOException("the agent's rules are damaged: " + file, new IOException(e));
    }
  }

  /**
   * @throws UncheckedIOException if the file is damaged: nothing is signed unattended then
   */
  public List<Rule> all() {
    return content().rules();
  }

  /** Rooms whose deposits are adopted, and into which folder of each. */
  public Map<ChainId, RoomPath> adoptions() {
    return content().adoptions();
  }

  /** The folder into which a room's deposits are adopted; empty where they wait for a hand. */
  public Optional<RoomPath> adoptsInto(ChainId room) {
    return Optional.ofNullable(content().adoptions().get(room));
  }

  /** Has a room's deposits adopted into {@code folder}, in place of any other. */
  public void adopt(ChainId room, RoomPath folder) {
    Content before = content();
    Map<ChainId, RoomPath> adoptions = new LinkedHashMap<>(before.adoptions());
    adoptions.put(room, folder);
    write(before.with(adoptions));
  }

  /** Leaves a room's deposits to a hand again. */
  public void leaveDeposits(ChainId room) {
    Content before = content();
    Map<ChainId, RoomPath> adoptions = new LinkedHashMap<>(before.adoptions());
    adoptions.remove(room);
    write(before.with(adoptions));
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
    write(content().with(rules));
  }

  public void forbid(ChainId chain, UserId proposer) {
    write(content().with(without(chain, proposer)));
  }

  /**
   * Whether members of a chain who are no managers are removed when an administrator or the sign-on
   * asks for it. Nobody signed that: a server may make it up, and has somebody removed who keeps
   * what he read and gets no more. It lets nobody in.
   */
  public boolean removesWhenAsked(ChainId chain) {
    return content().askedRemovals().contains(chain);
  }

  /** Chains of which that is so. */
  public Set<ChainId> askedRemovals() {
    return content().askedRemovals();
  }

  public void removeWhenAsked(ChainId chain, boolean removes) {
    Content before = content();
    Set<ChainId> asked = new LinkedHashSet<>(before.askedRemovals());
    if (removes) {
      asked.add(chain);
    } else {
      asked.remove(chain);
    }
    write(before.with(asked));
  }

  private List<Rule> without(ChainId chain, UserId proposer) {
    return all().stream()
        .filter(rule -> !rule.chain().equals(chain) || !rule.proposer().equals(proposer))
        .toList();
  }

  private void write(Content content) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("rules");
    for (Rule rule : content.rules()) {
      list.addObject()
          .put("chain", rule.chain().toString())
          .put("proposer", rule.proposer().toString())
          .put("identity", rule.identity().toString())
          .put("highest", rule.highest())
          .put("removals", rule.removals());
    }
    ArrayNode folders = root.putArray("adoptions");
    content
        .adoptions()
        .forEach((room, folder) ->
            folders.addObject().put("room", room.toString()).put("folder", folder.toString()));
    ArrayNode asked = root.putArray("askedRemovals");
    content.askedRemovals().forEach(chain -> asked.add(chain.toString()));
    try {
      PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
