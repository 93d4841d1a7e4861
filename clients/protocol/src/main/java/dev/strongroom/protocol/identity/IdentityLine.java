package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generations that follow on each other by rotations: the main line, which begins with a first
 * identity, or one beside it, which begins with a reset. Immutable.
 *
 * @param generations at least one, oldest first
 * @param indexes where the directory log has each of them, ascending
 * @param voidSince index of the rotation that made this line void: at every later index none of its
 *     generations stands for anybody; {@link #NEVER} while there is none
 */
public record IdentityLine(List<Signed<Identity>> generations, List<Long> indexes, long voidSince) {
  /** Beyond every index. */
  public static final long NEVER = Long.MAX_VALUE;

  public IdentityLine {
    generations = List.copyOf(generations);
    indexes = List.copyOf(indexes);
    if (generations.isEmpty() || generations.size() != indexes.size()) {
      throw new IllegalArgumentException("no generation, or one without its place in the log");
    }
  }

  static IdentityLine begin(Signed<Identity> statement, long index) {
    return new IdentityLine(List.of(statement), List.of(index), NEVER);
  }

  IdentityLine with(Signed<Identity> rotation, long index) {
    List<Signed<Identity>> longer = new ArrayList<>(generations);
    longer.add(rotation);
    List<Long> places = new ArrayList<>(indexes);
    places.add(index);
    return new IdentityLine(longer, places, voidSince);
  }

  IdentityLine voided(long index) {
    return voidSince == NEVER ? new IdentityLine(generations, indexes, index) : this;
  }

  public Signed<Identity> newest() {
    return generations.getLast();
  }

  /** Whether a rotation of the line that this one would replace has made it void. */
  public boolean isVoid() {
    return voidSince != NEVER;
  }

  boolean isVoidAt(long index) {
    return voidSince < index;
  }

  /** Where the log has its first statement. */
  public long since() {
    return indexes.getFirst();
  }

  boolean contains(Hash hash) {
    return indexOf(hash) >= 0;
  }

  int indexOf(Hash hash) {
    for (int i = 0; i < generations.size(); i++) {
      if (generations.get(i).hash().equals(hash)) {
        return i;
      }
    }
    return -1;
  }

  /** The newest of the generations logged before {@code index}; none while the line is void. */
  Optional<Signed<Identity>> newestBefore(long index) {
    Optional<Signed<Identity>> newest = Optional.empty();
    for (int i = 0; i < generations.size() && indexes.get(i) < index && !isVoidAt(index); i++) {
      newest = Optional.of(generations.get(i));
    }
    return newest;
  }
}
