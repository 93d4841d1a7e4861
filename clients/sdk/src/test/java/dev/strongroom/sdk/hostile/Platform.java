package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Organisation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The whole platform in one process: answers as an honest one does, until a test has it lie. It
 * verifies nothing, for whoever lies does not either.
 */
public final class Platform implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Instead> lies = new CopyOnWriteArrayList<>();
  private final List<Bend> bends = new CopyOnWriteArrayList<>();
  private final Organisation organisation;
  private final PeoplePart people;
  private final ChainPart chains;
  private final RoomPart rooms;
  private final BlobPart blobs;
  private final WrapPart wraps;
  private final RequestPart asked = new RequestPart();

  /** Answers in the place of what would do the work, or leaves it. */
  private interface Instead {
    Optional<Answer> answer(Request request);
  }

  /** Changes what an honest answer says. */
  private interface Bend {
    Answer bent(Request request, Answer honest);
  }

  public Platform(SecureRandom random) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    organisation = new Organisation(random, url() + "/auth/realms/strongroom");
    people = new PeoplePart(organisation);
    chains = new ChainPart(organisation);
    blobs = new BlobPart(url(), random);
    wraps = new WrapPart(token -> people.somebody(token).user());
    rooms = new RoomPart(organisation.id(), blobs, wraps);
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  public Organisation organisation() {
    return organisation;
  }

  PeoplePart people() {
    return people;
  }

  ChainPart chains() {
    return chains;
  }

  RoomPart rooms() {
    return rooms;
  }

  BlobPart blobs() {
    return blobs;
  }

  /** Requests and proposals. */
  RequestPart asked() {
    return asked;
  }

  WrapPart wraps() {
    return wraps;
  }

  /** Every request so far, in order. */
  public List<Request> requests() {
    return new ArrayList<>(requests);
  }

  public void forgetRequests() {
    requests.clear();
  }

  /** Answers with something else, and does nothing. */
  public void lie(Predicate<Request> when, Answer instead) {
    lies.add(request -> when.test(request) ? Optional.of(instead) : Optional.empty());
  }

  /** Answers with something else as often as there is something, and honestly from then on. */
  public void lieOnce(Predicate<Request> when, Answer... instead) {
    List<Answer> left = new CopyOnWriteArrayList<>(instead);
    lies.add(request ->
        when.test(request) && !left.isEmpty() ? Optional.of(left.removeFirst()) : Optional.empty());
  }

  /** Does what it was asked for, and changes the answer. */
  public void bend(Predicate<Request> when, Consumer<JsonNode> change) {
    bends.add((request, honest) -> {
      if (!when.test(request) || !(honest instanceof Answer.Whole whole)) {
        return honest;
      }
      JsonNode json = whole.asJson();
      change.accept(json);
      return Answer.json(whole.status(), json);
    });
  }

  /** Does what it was asked for, and answers something else. */
  public void disown(Predicate<Request> when, Answer instead) {
    bends.add((request, honest) -> when.test(request) ? instead : honest);
  }

  /** Does what it was asked for, and the answer is lost. */
  public void loseAnswer(Predicate<Request> when) {
    bends.add((request, honest) -> when.test(request) ? Answer.problem(500, "lost") : honest);
  }

  public void beHonest() {
    lies.clear();
    bends.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Request request = read(exchange);
    requests.add(request);
    Optional<Answer> lie =
        lies.stream().flatMap(instead -> instead.answer(request).stream()).findFirst();
    Answer told = lie.orElseGet(() -> answer(request));
    for (Bend bend : lie.isPresent() ? List.<Bend>of() : bends) {
      told = bend.bent(request, told);
    }
    told.send(exchange);
  }

  private static Request read(HttpExchange exchange) throws IOException {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI(),
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
            .map(header -> header.substring("Bearer ".length()))
            .orElse(""),
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")),
        Bytes.of(exchange.getRequestBody().readAllBytes()));
  }

  private synchronized Answer answer(Request request) {
    try {
      return switch (request.parts().getFirst()) {
        case "identity" -> people.answer(request);
        case "access" ->
            request.parts().get(2).matches("requests|proposals")
                ? asked.answer(request)
                : chains.answer(request);
        case "storage" -> rooms.answer(request);
        case "store" -> blobs.store(request);
        default -> Answer.problem(404, "not-found");
      };
    } catch (RuntimeException e) {
      return Answer.problem(500, "fake:" + e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
