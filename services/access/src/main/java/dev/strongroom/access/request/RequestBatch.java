package dev.strongroom.access.request;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Files many administrator's requests at once: all of them, or none and every line that stands
 * against it is named.
 */
@ApplicationScoped
class RequestBatch {
  /** Requests in one batch. */
  static final int MOST = 5_000;

  private final Roster roster;
  private final Drafts drafts;
  private final Filing filing;
  private final Requests requests;
  private final Directory directory;
  private final Validator validator;

  @Inject
  RequestBatch(
      Roster roster,
      Drafts drafts,
      Filing filing,
      Requests requests,
      Directory directory,
      Validator validator) {
    this.roster = roster;
    this.drafts = drafts;
    this.filing = filing;
    this.requests = requests;
    this.directory = directory;
    this.validator = validator;
  }

  /**
   * What was done, or would be.
   *
   * @param existing of the lines, which are asked for already: nothing is filed for them
   */
  record Outcome(int filed, int existing) {}

  /** A line that is read, with its place in the batch, from 1. */
  private record Line(
      int number, NewRequest request, ChainKind kind, ChainId chain, UserId user, Action action) {}

  /** What a line asks for, whoever asks. */
  private record Wish(UserId user, Action action) {}

  /**
   * @param check whether nothing is to be filed even if nothing stands against it
   * @throws Problem {@code lines-refused} with every line that cannot be filed; nothing was
   */
  @Transactional
  Outcome file(UserId administrator, List<NewRequest> given, boolean check) {
    List<BadLine> bad = new ArrayList<>();
    // Chains in the order of their ids, so that two batches do not wait for each other crosswise.
    Map<ChainId, List<Line>> byChain =
        new TreeMap<>(Comparator.comparing(chain -> chain.value().toHex()));
    for (Line line : read(given, bad)) {
      byChain.computeIfAbsent(line.chain(), _ -> new ArrayList<>()).add(line);
    }
    Set<UserId> withKeys = withKeys(byChain);
    List<Line> fresh = new ArrayList<>();
    Map<Line, String> roles = new HashMap<>();
    int existing = 0;
    for (List<Line> lines : byChain.values()) {
      existing += look(lines, withKeys, fresh, roles, bad);
    }
    if (!bad.isEmpty()) {
      throw BadLine.refusal(bad);
    }
    if (!check) {
      keep(administrator, fresh, roles);
    }
    return new Outcome(fresh.size(), existing);
  }

  private List<Line> read(List<NewRequest> given, List<BadLine> bad) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      NewRequest request = given.get(i);
      Optional<String> wrong =
          validator.validate(request).stream()
              .min(Comparator.comparing(one -> one.getPropertyPath().toString()))
              .map(RequestBatch::wrong);
      if (wrong.isPresent()) {
        bad.add(new BadLine(i + 1, "malformed", wrong.get()));
        continue;
      }
      try {
        ChainKind kind = ChainKind.of(request.chainKind());
        Action action = Action.of(request.action());
        Drafts.requireRole(kind, action, request.role());
        lines.add(
            new Line(
                i + 1,
                request,
                kind,
                ChainId.parse(request.chain()),
                UserId.parse(request.user()),
                action));
      } catch (ProtocolException e) {
        bad.add(new BadLine(i + 1, "malformed", "Not an id of a chain or person."));
      } catch (Problem e) {
        bad.add(BadLine.of(i + 1, e));
      }
    }
    return lines;
  }

  private static String wrong(ConstraintViolation<NewRequest> violation) {
    return violation.getPropertyPath() + " is missing, or is not what it may be.";
  }

  /** Whoever is to be let in needs keys; nobody's are verified here, for nothing is believed. */
  private Set<UserId> withKeys(Map<ChainId, List<Line>> byChain) {
    Set<UserId> wanted = new HashSet<>();
    byChain.values().stream()
        .flatMap(List::stream)
        .filter(line -> line.action() == Action.ADD)
        .forEach(line -> wanted.add(line.user()));
    return directory.withKeys(wanted);
  }

  /**
   * Looks the lines of one chain over, under its lock.
   *
   * @return how many are asked for already
   */
  private int look(
      List<Line> lines,
      Set<UserId> withKeys,
      List<Line> fresh,
      Map<Line, String> roles,
      List<BadLine> bad) {
    Line first = lines.getFirst();
    if (!roster.lock(first.kind(), first.chain())) {
      lines.forEach(line -> bad.add(BadLine.of(line.number(), Problem.notFound())));
      return 0;
    }
    Map<UserId, String> has =
        roster.roles(first.kind(), first.chain(), lines.stream().map(Line::user).toList());
    Map<Wish, RequestEntity> waiting = waiting(first.chain());
    Set<Wish> seen = new HashSet<>();
    int existing = 0;
    int before = fresh.size();
    for (Line line : lines) {
      Wish wish = new Wish(line.user(), line.action());
      Optional<String> role = Optional.ofNullable(has.get(line.user()));
      try {
        if (line.kind() != first.kind()) {
          throw Problem.notFound();
        }
        Drafts.requirePossible(line.action(), role, line.request().role());
      } catch (Problem e) {
        bad.add(BadLine.of(line.number(), e));
        continue;
      }
      RequestEntity same = waiting.get(wish);
      if (!seen.add(wish)) {
        bad.add(new BadLine(line.number(), "twice", "That stands above already."));
      } else if (line.action() == Action.ADD && !withKeys.contains(line.user())) {
        bad.add(new BadLine(line.number(), "no-keys", "That person has made no keys yet."));
      } else if (same != null && !same.role.equals(line.request().role())) {
        bad.add(new BadLine(line.number(), "conflict", "Another role is asked for already."));
      } else if (same != null) {
        existing++;
      } else {
        fresh.add(line);
        role.ifPresent(present -> roles.put(line, present));
      }
    }
    if (waiting.size() + fresh.size() - before > Requests.MOST_OF_CHAIN) {
      bad.add(
          new BadLine(
              first.number(), "conflict", "Too many requests wait for this chain already."));
    }
    return existing;
  }

  /** Administrators' requests of a chain that wait; those whose time is over are closed. */
  private Map<Wish, RequestEntity> waiting(ChainId chain) {
    Instant now = Instant.now();
    Map<Wish, RequestEntity> waiting = new HashMap<>();
    for (RequestEntity row : RequestEntity.waiting(chain, "administrator")) {
      if (row.state(now).waits()) {
        waiting.put(new Wish(row.user(), Action.of(row.action)), row);
      } else {
        requests.close(row, State.LAPSED, Optional.empty());
      }
    }
    return waiting;
  }

  private void keep(UserId administrator, List<Line> fresh, Map<Line, String> roles) {
    List<RequestEntity> rows = new ArrayList<>();
    for (Line line : fresh) {
      RequestEntity row = drafts.row("administrator", administrator, line.request());
      Optional<String> role = Optional.ofNullable(roles.get(line));
      if (role.filter("manager"::equals).isPresent() && line.action() == Action.REMOVE) {
        // Whether another manager is left depends on the lines before: they have to be there.
        filing.keep(rows, administrator.toString());
        rows.clear();
      }
      filing.decide(row, role);
      rows.add(row);
    }
    filing.keep(rows, administrator.toString());
  }
}
