package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A user's verified generations, oldest first. A reset is refused here: it replaces nothing by
 * itself, and is confirmed elsewhere.
 *
 * @param generations at least one
 * @param indexes where the directory log has each of them, ascending
 */
public record IdentityChain(List<Signed<Identity>> generations, List<Long> indexes) {
  public IdentityChain {
    generations = List.copyOf(generations);
    indexes = List.copyOf(indexes);
    if (generations.isEmpty() || generations.size() != indexes.size()) {
      throw new IllegalArgumentException("no generation, or one without its place in the log");
    }
  }

  /** Generations whose places in the log nobody asks for: all were logged before everything. */
  public IdentityChain(List<Signed<Identity>> generations) {
    this(generations, Collections.nCopies(generations.size(), -1L));
  }

  /**
   * Verifies a chain from its first statement.
   *
   * @throws AuthenticationException {@link ErrorCode#DIR_CHAIN} if one does not follow on the one
   *     before, {@link ErrorCode#STATEMENT} for a bad signature or another organisation
   */
  public static IdentityChain verify(
      OrganisationId organisation, UserId user, List<Envelope> statements) {
    List<Signed<Identity>> verified = new ArrayList<>();
    for (Envelope envelope : statements) {
      Optional<Signed<Identity>> earlier =
          verified.isEmpty() ? Optional.empty() : Optional.of(verified.getLast());
      verified.add(verifyNext(organisation, user, earlier, envelope));
    }
    if (verified.isEmpty()) {
      throw new AuthenticationException(ErrorCode.DIR_CHAIN, "the user has no identity");
    }
    return new IdentityChain(verified);
  }

  /** Verifies one statement on top of {@code earlier}; for services and for incremental replay. */
  public static Signed<Identity> verifyNext(
      OrganisationId organisation,
      UserId user,
      Optional<Signed<Identity>> earlier,
      Envelope envelope) {
    Signed<Identity> next = Identity.decode(envelope);
    Identity identity = next.body();
    identity.header().requireOrganisation(organisation);
    if (!identity.user().equals(user)) {
      throw chain("an identity of somebody else");
    }
    if (earlier.isEmpty()) {
      if (identity.cause() != Identity.Cause.FIRST) {
        throw chain("a chain begins with a first identity");
      }
      requireSignedBy(next, List.of(identity.signingKey()));
    } else {
      requireRotation(earlier.get(), next);
    }
    return next;
  }

  private static void requireRotation(Signed<Identity> earlier, Signed<Identity> next) {
    Identity before = earlier.body();
    Identity identity = next.body();
    if (!identity.header().follows(before.header().sequence(), earlier.hash())) {
      throw chain("a generation does not follow on the one before it");
    }
    if (identity.cause() != Identity.Cause.ROTATION
        && identity.cause() != Identity.Cause.COMPROMISE) {
      throw chain("a reset does not follow by itself");
    }
    if (identity.signingKey().equals(before.signingKey())
        || identity.kemKey().equals(before.kemKey())) {
      throw chain("a rotation keeps an old key");
    }
    requireSignedBy(next, List.of(identity.signingKey(), before.signingKey()));
  }

  private static void requireSignedBy(Signed<Identity> statement, List<VerifyingKey> keys) {
    statement.body().header().requireSigners(keys.stream().map(VerifyingKey::id).toList());
    statement.envelope().verify(keys);
  }

  private static AuthenticationException chain(String what) {
    return new AuthenticationException(ErrorCode.DIR_CHAIN, what);
  }

  public Signed<Identity> newest() {
    return generations.getLast();
  }

  public UserId user() {
    return newest().body().user();
  }

  /** The generation with this hash. */
  public Optional<Signed<Identity>> byHash(Hash hash) {
    return generations.stream().filter(g -> g.hash().equals(hash)).findFirst();
  }

  /**
   * Whether {@code listed}, a hash in a list or a pin, stands for the generation {@code cited}: the
   * same one, or one that follows on it by rotations.
   */
  public boolean standsFor(Hash listed, Hash cited) {
    int from = indexOf(listed);
    int to = indexOf(cited);
    return from >= 0 && to >= from;
  }

  /**
   * Whether {@code cited} is the newest of those generations that were logged before {@code index}:
   * only that one signs what stands at {@code index} (section 3, rule 2).
   */
  public boolean isNewestBefore(Hash cited, long index) {
    int at = indexOf(cited);
    boolean logged = at >= 0 && indexes.get(at) < index;
    boolean replaced = at + 1 < indexes.size() && indexes.get(at + 1) < index;
    return logged && !replaced;
  }

  private int indexOf(Hash hash) {
    for (int i = 0; i < generations.size(); i++) {
      if (generations.get(i).hash().equals(hash)) {
        return i;
      }
    }
    return -1;
  }
}
