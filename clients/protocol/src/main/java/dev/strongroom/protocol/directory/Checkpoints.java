package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.ProtocolException;
import java.util.Collection;
import java.util.List;

/**
 * Checks the directory checkpoint that every link, commit and deposit carries (section 3): two
 * views of the directory cannot be kept apart without splitting every shared room as well.
 */
@FunctionalInterface
public interface Checkpoints {
  /** Longest note that a statement carries: one with the cosignatures of a few witnesses. */
  int MAX_CHARACTERS = 4 << 10;

  /**
   * Requires that the log signed {@code note}, and for a client that its own copy of the log
   * agrees.
   *
   * @throws ProtocolException {@link ErrorCode#STATEMENT} without the log's good signature: such a
   *     statement is invalid, and no evidence against the log; {@link ErrorCode#LOG_FORK} if it is
   *     signed and contradicts the reader's own copy
   */
  void accept(String note);

  /**
   * Whether several threads may ask at once: who verifies a long chain then has its checkpoints
   * checked ahead, beside its signatures.
   */
  default boolean isConcurrent() {
    return false;
  }

  /**
   * Checks the signature alone, as the services do.
   *
   * @param keys of the directory log, as the policies name them
   */
  static Checkpoints signedBy(Collection<NoteKey> keys) {
    List<NoteKey> known = List.copyOf(keys);
    return new Checkpoints() {
      @Override
      public void accept(String note) {
        carried(note, known);
      }

      @Override
      public boolean isConcurrent() {
        return true;
      }
    };
  }

  /**
   * The checkpoint that a statement carries.
   *
   * @throws AuthenticationException {@link ErrorCode#STATEMENT} without the log's good signature
   */
  static Checkpoint carried(String note, Collection<NoteKey> keys) {
    try {
      return Checkpoint.open(note, keys);
    } catch (ProtocolException _) {
      throw new AuthenticationException(
          ErrorCode.STATEMENT, "a statement with a checkpoint that the directory log did not sign");
    }
  }

  /**
   * How many entries a checkpoint is of that {@link #accept} has found to be signed.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is none
   */
  static long sizeOf(String note) {
    String[] lines = note.split("\n", 3);
    if (lines.length == 3) {
      try {
        return Long.parseLong(lines[1]);
      } catch (NumberFormatException _) {
        // No number, no checkpoint.
      }
    }
    throw new MalformedException(ErrorCode.STATEMENT, "not a checkpoint of the directory log");
  }

  /**
   * A statement's field {@code directory}, of the right length; it means nothing before {@link
   * #accept}.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if empty, {@link ErrorCode#LIMIT}
   */
  static String field(String note) {
    if (note.isEmpty()) {
      throw new MalformedException(
          ErrorCode.STATEMENT, "a statement without a checkpoint of the directory");
    }
    if (note.length() > MAX_CHARACTERS) {
      throw new MalformedException(ErrorCode.LIMIT, "a statement's checkpoint is over its limit");
    }
    return note;
  }
}
