package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every single value of every answer, bent: either the client does not need it, and the right bytes
 * come out, or it ends in one typed error and leaves nothing.
 */
class BentAnswerTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<JsonNode> GARBAGE =
      List.of(
          NODES.textNode(""),
          NODES.textNode("AAAA"),
          NODES.textNode("a b/../c?d#e\n"),
          NODES.numberNode(-1),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.numberNode(1e300),
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.arrayNode().add("x"),
          NODES.objectNode().put("x", 1));

  @TempDir Path folder;

  @Test
  void anyValueOfAnyAnswerBent_isNotNeededOrEndsInOneTypedError() throws Exception {
    long seed = Seed.ofThisRun();
    Random random = new Random(seed);
    try (World world = new World(folder)) {
      ChainId room = roomThroughAGroup(world);
      Path sent = world.file("report", "text");
      world.put("manager", room, sent, "docs/report");
      int values = use(world, room, -1, random, sent);
      Files.delete(world.target().resolve("report"));
      assertThat(values).as("values met").isGreaterThan(40);
      for (int bent = 0; bent < values; bent++) {
        int which = bent;
        Throwable failure = catchThrowable(() -> use(world, room, which, random, sent));
        if (failure != null) {
          assertThat(failure)
              .as("seed %d, value %d", seed, bent)
              .isInstanceOfAny(ProtocolException.class, ServerException.class);
        }
        assertThat(world.target().resolve("report").toFile().exists() && failure != null)
            .as("a file after a failure: seed %d, value %d", seed, bent)
            .isFalse();
        Files.deleteIfExists(world.target().resolve("report"));
        assertThat(World.names(world.target())).isEmpty();
      }
    }
  }

  private static ChainId roomThroughAGroup(World world) {
    try (Strongroom manager = world.client("manager")) {
      ChainId group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
      ChainId room = manager.createRoom("Board");
      manager.grant(room.toString(), group, Role.EDITOR);
      return room;
    }
  }

  /** Uses the room while value number {@code which} is bent; gives how many there were. */
  private static int use(World world, ChainId room, int which, Random random, Path sent)
      throws Exception {
    JsonNode garbage = GARBAGE.get(random.nextInt(GARBAGE.size()));
    AtomicInteger met = new AtomicInteger();
    world.platform().beHonest();
    world
        .platform()
        .bend(
            request -> !request.path().startsWith("/store/"),
            json -> bend(json, which, garbage, met));
    try {
      Path target = world.target().resolve("report");
      world.with(
          "member",
          room,
          open -> {
            open.list(World.path("docs")).forEach(Entry::close);
            try (Entry entry = open.find(World.path("docs/report")).orElseThrow()) {
              open.get(entry, target, false, TransferListener.NONE);
            }
          });
      assertThat(Files.mismatch(sent, target)).isEqualTo(-1);
      return met.get();
    } finally {
      world.platform().beHonest();
    }
  }

  private static void bend(JsonNode node, int which, JsonNode garbage, AtomicInteger met) {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyStream().map(e -> e.getKey()).toList())) {
        if (met.getAndIncrement() == which) {
          object.set(name, garbage);
        } else {
          bend(object.path(name), which, garbage, met);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (met.getAndIncrement() == which) {
          array.set(i, garbage);
        } else {
          bend(array.path(i), which, garbage, met);
        }
      }
    }
  }
}
