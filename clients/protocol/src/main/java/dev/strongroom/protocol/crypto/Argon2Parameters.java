package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;

/**
 * Costs of Argon2id, within compiled-in bounds: a server can neither make guessing cheap nor
 * exhaust a client.
 *
 * <p>{@link MalformedException} with {@link ErrorCode#LIMIT} outside of them, before a byte is
 * allocated
 */
public record Argon2Parameters(int memoryKib, int iterations, int parallelism) {
  /** The floor, and what new slots use. */
  public static final Argon2Parameters DEFAULT = new Argon2Parameters(64 << 10, 3, 4);

  public Argon2Parameters {
    boolean within =
        memoryKib >= 64 << 10
            && memoryKib <= 128 << 10
            && iterations >= 3
            && iterations <= 10
            && parallelism == 4;
    if (!within) {
      throw new MalformedException(ErrorCode.LIMIT, "costs of a key slot are out of bounds");
    }
  }
}
