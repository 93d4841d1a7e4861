package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user's verified identities (section 4): the main line of generations, each signed by the one
 * before it, and beside it the resets. A reset, which the new key signs alone, replaces nothing by
 * itself: {@link #newest} stays the earlier generation, whose next place stays free for a rotation,
 * and a rotation makes the reset void with everything that follows on it. A reset counts where a
 * manager has put it into a list, and there alone: {@link #standing} tells whom a hash in a list
 * stands for. Everything follows from the statements and their places in the log. Immutable.
 *
 * @param main begins with the first identity
 * @param resets in the order of the log, void ones too
 */
public record IdentityChain(IdentityLine main, List<IdentityLine> resets) {
  /** All statements of one user; no honest user comes near it. */
  public static final int MAX_STATEMENTS = 1_000;

  public IdentityChain {
    resets = List.copyOf(resets);
  }

  /** A main line alone. */
  public IdentityChain(List<Signed<Identity>> generations, List<Long> indexes) {
    this(new IdentityLine(generations, indexes, IdentityLine.NEVER), List.of());
  }

  /** Generations whose places in the log nobody asks for: all were logged before everything. */
  public IdentityChain(List<Signed<Identity>> generations) {
    this(generations, Collections.nCopies(generations.size(), -1L));
  }

  /** As {@link #verify(OrganisationId, UserId, List, List)}, all logged before everything. */
  public static IdentityChain verify(
      OrganisationId organisation, UserId user, List<Envelope> statements) {
    return verify(organisation, user, statements, Collections.nCopies(statements.size(), -1L));
  }

  /**
   * Verifies a user's statements from the first one.
   *
   * @param statements in the order of the log
   * @param indexes where the log has each of them, ascending
   * @throws AuthenticationException {@link ErrorCode#DIR_CHAIN} if one does not follow on one
   *     before it, {@link ErrorCode#STATEMENT} for a bad signature or another organisation
   * @throws MalformedException {@link ErrorCode#LIMIT} beyond {@link #MAX_STATEMENTS}
   */
  public static IdentityChain verify(
      OrganisationId organisation, UserId user, List<Envelope> statements, List<Long> indexes) {
    if (statements.isEmpty() || statements.size() != indexes.size()) {
      throw chain("the user has no identity, or one without its place in the log");
    }
    IdentityChain verified = begin(organisation, user, statements.getFirst(), indexes.getFirst());
    for (int i = 1; i < statements.size(); i++) {
      verified = verified.next(organisation, statements.get(i), indexes.get(i));
    }
    return verified;
  }

  /** Verifies a user's first identity. */
  public static IdentityChain begin(
      OrganisationId organisation, UserId user, Envelope envelope, long index) {
    Signed<Identity> first = decode(organisation, user, envelope);
    if (first.body().cause() != Identity.Cause.FIRST) {
      throw chain("a chain begins with a first identity");
    }
    requireSignedBy(first, List.of(first.body().signingKey()));
    return new IdentityChain(IdentityLine.begin(first, index), List.of());
  }

  /**
   * Verifies one more statement, logged at {@code index}; for services and for incremental replay.
   * This chain stays as it is.
   */
  public IdentityChain next(OrganisationId organisation, Envelope envelope, long index) {
    Signed<Identity> next = decode(organisation, user(), envelope);
    if (lines().mapToInt(line -> line.generations().size()).sum() >= MAX_STATEMENTS) {
      throw new MalformedException(
          ErrorCode.LIMIT, "more than " + MAX_STATEMENTS + " statements of one user");
    }
    if (lines().anyMatch(line -> line.indexes().getLast() > index)) {
      throw chain("identities out of the log's order");
    }
    IdentityLine before =
        lines()
            .filter(line -> !line.isVoid() && follows(line.newest(), next))
            .findFirst()
            .orElseThrow(() -> chain("an identity does not follow on the one before it"));
    requireFreshKeys(next.body());
    return switch (next.body().cause()) {
      case FIRST -> throw chain("a second first identity");
      case ROTATION, COMPROMISE -> rotated(before, next, index);
      case RESET -> {
        requireSignedBy(next, List.of(next.body().signingKey()));
        List<IdentityLine> more = new ArrayList<>(resets);
        more.add(IdentityLine.begin(next, index));
        yield new IdentityChain(main, more);
      }
    };
  }

  private static Signed<Identity> decode(
      OrganisationId organisation, UserId user, Envelope envelope) {
    Signed<Identity> statement = Identity.decode(envelope);
    statement.body().header().requireOrganisation(organisation);
    if (!statement.body().user().equals(user)) {
      throw chain("an identity of somebody else");
    }
    return statement;
  }

  private static boolean follows(Signed<Identity> earlier, Signed<Identity> next) {
    return next.body().header().follows(earlier.body().header().sequence(), earlier.hash());
  }

  /** No key comes back: whoever holds an old one holds nothing from its place in the log on. */
  private void requireFreshKeys(Identity next) {
    boolean old =
        lines()
            .flatMap(line -> line.generations().stream())
            .map(Signed::body)
            .anyMatch(known ->
                known.signingKey().equals(next.signingKey())
                    || known.kemKey().equals(next.kemKey()));
    if (old) {
      throw chain("a new generation keeps an old key");
    }
  }

  private IdentityChain rotated(IdentityLine before, Signed<Identity> next, long index) {
    requireSignedBy(next, List.of(next.body().signingKey(), before.newest().body().signingKey()));
    List<IdentityLine> after = new ArrayList<>();
    List<IdentityLine> ended = new ArrayList<>(List.of(before));
    for (IdentityLine reset : resets) {
      // A reset comes after what it would replace, so this finds those that follow on others too.
      boolean ends = ended.stream().anyMatch(e -> beginsOn(reset, e));
      if (ends) {
        ended.add(reset);
      }
      after.add(
          ends ? reset.voided(index) : reset.equals(before) ? reset.with(next, index) : reset);
    }
    return new IdentityChain(main.equals(before) ? main.with(next, index) : main, after);
  }

  private static boolean beginsOn(IdentityLine reset, IdentityLine earlier) {
    Optional<Hash> replaced = reset.generations().getFirst().body().header().previous();
    return replaced.filter(earlier::contains).isPresent();
  }

  private static void requireSignedBy(Signed<Identity> statement, List<VerifyingKey> keys) {
    statement.body().header().requireSigners(keys.stream().map(VerifyingKey::id).toList());
    statement.envelope().verify(keys);
  }

  private static AuthenticationException chain(String what) {
    return new AuthenticationException(ErrorCode.DIR_CHAIN, what);
  }

  private Stream<IdentityLine> lines() {
    return Stream.concat(Stream.of(main), resets.stream());
  }

  /** The line with {@code hash}. */
  public Optional<IdentityLine> lineOf(Hash hash) {
    // Asked for several times in each link of a chain, and nearly always the main line.
    return main.contains(hash)
        ? Optional.of(main)
        : resets.stream().filter(line -> line.contains(hash)).findFirst();
  }

  /** The main line's generations. */
  public List<Signed<Identity>> generations() {
    return main.generations();
  }

  /** Where the log has each generation of the main line. */
  public List<Long> indexes() {
    return main.indexes();
  }

  /** The main line's newest generation, whatever resets there are. */
  public Signed<Identity> newest() {
    return main.newest();
  }

  /** Resets that no rotation has made void. */
  public List<IdentityLine> pendingResets() {
    return resets.stream().filter(line -> !line.isVoid()).toList();
  }

  /** The newest generation of a line not void whose keys these are; none if they are old. */
  public Optional<Signed<Identity>> ofKeys(IdentityKeys keys) {
    return lines()
        .filter(line -> !line.isVoid())
        .map(IdentityLine::newest)
        .filter(newest -> keys.belongTo(newest.body()))
        .findFirst();
  }

  public UserId user() {
    return newest().body().user();
  }

  /** A generation of any line. */
  public Optional<Signed<Identity>> byHash(Hash hash) {
    return lineOf(hash).map(line -> line.generations().get(line.indexOf(hash)));
  }

  /**
   * Whether {@code listed}, a hash in a list or a pin, stands for the generation {@code cited}: the
   * same one, or one that follows on it by rotations. Never past a reset. Whether {@code cited}
   * still is, or was at some index, the one that may sign is {@link #isNewestBefore}'s to say.
   */
  public boolean standsFor(Hash listed, Hash cited) {
    return lineOf(listed).filter(line -> line.indexOf(cited) >= line.indexOf(listed)).isPresent();
  }

  /**
   * Whether {@code cited} is the newest generation of its line of those that were logged before
   * {@code index}, and the line not void by then: only that one signs what stands at {@code index}
   * (section 3, rule 2).
   */
  public boolean isNewestBefore(Hash cited, long index) {
    return lineOf(cited)
        .flatMap(line -> line.newestBefore(index))
        .filter(newest -> newest.hash().equals(cited))
        .isPresent();
  }

  /**
   * The generation that {@code listed}, a hash in a list or a pin, stands for now: whom a wrap is
   * made to, and who acts. None if it is none of this user's, or a reset that has become void.
   */
  public Optional<Signed<Identity>> standing(Hash listed) {
    return standing(listed, Long.MAX_VALUE);
  }

  /** Likewise, of what was logged before {@code index}. */
  public Optional<Signed<Identity>> standing(Hash listed, long index) {
    return lineOf(listed)
        .flatMap(line -> line.newestBefore(index))
        .filter(newest -> standsFor(listed, newest.hash()));
  }

  /**
   * Whether a confirmation or an attestation of {@code confirmed} holds for {@code cited}: it
   * passes over routine rotations, not over one for compromise, and never to a reset.
   */
  public boolean isCoveredBy(Hash confirmed, Hash cited) {
    return since(confirmed, cited)
        .filter(later -> later.stream().noneMatch(IdentityChain::isCompromise))
        .isPresent();
  }

  /** What came after {@code listed}, up to {@code cited}; empty if the one is not for the other. */
  private Optional<List<Signed<Identity>>> since(Hash listed, Hash cited) {
    return standsFor(listed, cited)
        ? lineOf(listed)
            .map(line ->
                line.generations().subList(line.indexOf(listed) + 1, line.indexOf(cited) + 1))
        : Optional.empty();
  }

  /** What followed on {@code listed} in its line, oldest first. */
  public List<Signed<Identity>> since(Hash listed) {
    return lineOf(listed).flatMap(line -> since(listed, line.newest().hash())).orElseGet(List::of);
  }

  /**
   * Whether the one for whom {@code listed} stands rotated for compromise at an index after {@code
   * after} and before {@code before}: a rekey is due wherever his old key could open an epoch that
   * began by then.
   */
  public boolean compromisedBetween(Hash listed, long after, long before) {
    return lineOf(listed)
        .filter(line -> {
          for (int i = line.indexOf(listed) + 1; i < line.generations().size(); i++) {
            long index = line.indexes().get(i);
            if (isCompromise(line.generations().get(i)) && index > after && index < before) {
              return true;
            }
          }
          return false;
        })
        .isPresent();
  }

  private static boolean isCompromise(Signed<Identity> generation) {
    return generation.body().cause() == Identity.Cause.COMPROMISE;
  }
}
