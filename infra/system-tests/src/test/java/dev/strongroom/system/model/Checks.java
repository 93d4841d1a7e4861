package dev.strongroom.system.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.sdk.Listing;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.deposit.DepositRoom;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.system.model.Model.Keys;
import dev.strongroom.system.model.Model.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everybody looks at everything with a client opened just now: does he see what the model says? */
final class Checks {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final Crew crew;
  private final Model model;
  private final Map<String, String> names;

  /** What the first who looked saw; all others must see the same. */
  private final Map<String, String> agreed = new TreeMap<>();

  Checks(Crew crew, Model model) {
    this.crew = crew;
    this.model = model;
    this.names = crew.names();
  }

  /**
   * @param rooms which rooms; of groups all, whatever it is about
   */
  void all(Set<String> rooms) throws IOException, InterruptedException {
    for (Somebody somebody : crew.all()) {
      try (Strongroom client = somebody.another()) {
        for (String room : rooms) {
          look(client, somebody, room);
        }
        groups(client, somebody.name());
      }
    }
  }

  private void agree(String what, String seen, String who) {
    String first = agreed.putIfAbsent(what, seen);
    assertThat(seen).as("%s as %s sees it", what, who).isEqualTo(first == null ? seen : first);
  }

  private void look(Strongroom client, Somebody somebody, String room)
      throws IOException, InterruptedException {
    Keys keys = model.keysOf(somebody.name());
    Optional<Role> role = model.role(room, keys);
    if (role.filter(Role::reads).isPresent()) {
      reads(client, somebody.name(), room);
      return;
    }
    requireRefused(client, somebody.name(), room);
    if (role.isPresent()) {
      DepositRoom open = client.depositRoom(crew.chain(room).toString());
      see(room, open.state(), somebody.name());
    } else if (model.served(room, somebody.name()).isEmpty()) {
      requireUnknown(somebody, "/access/v1/rooms/" + crew.chain(room));
      requireUnknown(somebody, "/storage/v1/rooms/" + crew.chain(room) + "/head");
    }
  }

  private void reads(Strongroom client, String who, String room) throws IOException {
    try (Room open = client.room(crew.chain(room).toString())) {
      see(room, open.chain().newest(), who);
      agree("head of " + room, open.verified().map(CommitRef::toString).orElse("none"), who);
      open.chain().groups().values().forEach(group -> see(group, who));
      Map<String, String> files = new TreeMap<>();
      for (Entry entry : open.list(new RoomPath(List.of()))) {
        try (entry) {
          byte[] content = open.read(entry, 0, Math.toIntExact(entry.size()));
          files.put(entry.name(), new String(content, StandardCharsets.UTF_8));
        }
      }
      assertThat(files).as("files of %s, read by %s", room, who).isEqualTo(model.room(room).files);
    } catch (ProtocolException e) {
      // Nobody can sign over it, so everybody keeps his pin.
      if (e.code() != ErrorCode.COMMIT_ROLE || !model.isUnsettled(room)) {
        throw new AssertionError(who + " cannot read " + room, e);
      }
    } catch (ServerException e) {
      throw new AssertionError(who + " cannot read " + room, e);
    }
  }

  private void see(String room, RoomState state, String who) {
    agree("chain of " + room, state.sequence() + " " + state.head() + " " + state.index(), who);
    Set<String> grants = new TreeSet<>();
    state
        .grants()
        .forEach((grantee, grant) -> {
          grants.add(name(grantee) + " " + grant.role().text());
          grant
              .identity()
              .ifPresent(identity -> {
                Keys named = crew.keysOf(identity).keys();
                Keys expected =
                    Optional.ofNullable(model.room(room).people.get(named.person()))
                        .map(g -> g.named().keys())
                        .orElse(named);
                assertThat(named).as("keys granted in %s", room).isEqualTo(expected);
              });
        });
    assertThat(grants)
        .as("grants of %s as %s sees them", room, who)
        .isEqualTo(model.authority(model.room(room)));
  }

  private String name(Grantee grantee) {
    return Optional.ofNullable(names.get(grantee.id().toHex())).orElseThrow();
  }

  private void see(GroupState state, String who) {
    String group = Optional.ofNullable(names.get(state.id().value().toHex())).orElseThrow();
    agree("chain of " + group, state.sequence() + " " + state.head() + " " + state.index(), who);
    Set<String> members = new TreeSet<>();
    state
        .members()
        .forEach((user, member) -> {
          String person = Optional.ofNullable(names.get(user.value().toHex())).orElseThrow();
          members.add(person + " " + member.role().text());
          Keys expected =
              Optional.ofNullable(model.group(group).members.get(person))
                  .map(m -> m.named().keys())
                  .orElseThrow(() -> new AssertionError(person + " is in " + group));
          assertThat(crew.keysOf(member.identity()).keys())
              .as("keys in %s", group)
              .isEqualTo(expected);
        });
    assertThat(members)
        .as("members of %s as %s sees them", group, who)
        .isEqualTo(model.authority(model.group(group)));
  }

  private void groups(Strongroom client, String who) {
    Set<ChainId> mine = new java.util.HashSet<>();
    Listing<Strongroom.GroupSummary> listing = client.groupListing();
    for (Strongroom.GroupSummary group : listing.opened()) {
      see(group.state(), who);
      mine.add(group.id());
    }
    model.groups.forEach((name, group) ->
        assertThat(mine.contains(crew.chain(name)))
            .as("%s is in %s", who, name)
            .isEqualTo(group.has(model.keysOf(who))));
    // Where his lost keys are listed.
    Set<String> refused = new TreeSet<>();
    listing
        .refused()
        .keySet()
        .forEach(
            id -> refused.add(Optional.ofNullable(names.get(id.value().toHex())).orElseThrow()));
    Set<String> lost = new TreeSet<>();
    model.groups.forEach((name, group) -> {
      if (group.members.containsKey(who) && !group.has(model.keysOf(who))) {
        lost.add(name);
      }
    });
    assertThat(refused).as("groups that %s is served and cannot open", who).isEqualTo(lost);
  }

  private void requireRefused(Strongroom client, String who, String room) {
    try (Room open = client.room(crew.chain(room).toString())) {
      fail("%s opens %s at link %s", who, room, open.chain().newest().sequence());
    } catch (ProtocolException _) {
      // Served, and without a key.
    } catch (ServerException e) {
      assertThat(e.status()).as("%s asks for %s", who, room).isEqualTo(404);
    }
  }

  /** What a room that does not exist gets. */
  private void requireUnknown(Somebody somebody, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(crew.platform().url() + path))
            .header("Authorization", "Bearer " + somebody.token())
            .build();
    HttpResponse<Void> answer = HTTP.send(request, HttpResponse.BodyHandlers.discarding());
    Instant end = Instant.now().plus(PATIENCE);
    // A service that is busy says so; it says nothing else to him.
    while (answer.statusCode() == 503 && Instant.now().isBefore(end)) {
      answer = HTTP.send(request, HttpResponse.BodyHandlers.discarding());
    }
    assertThat(answer.statusCode()).as("%s asks for %s", somebody.name(), path).isEqualTo(404);
  }
}
