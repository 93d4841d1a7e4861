package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import java.security.SecureRandom;

/**
 * The name and e-mail that an identity's owner claims: a body of its own, the only one that can be
 * erased. The identity statement holds a salted commitment to it.
 *
 * @param displayName 1 to 200 characters, no control characters
 * @param email up to 254 characters; may be empty
 * @param salt 32 random bytes
 */
public record Claim(String displayName, String email, Bytes salt) {
  public static final int SALT_BYTES = 32;

  public Claim {
    requireText(displayName, 1, 200);
    requireText(email, 0, 254);
    if (salt.length() != SALT_BYTES) {
      throw new MalformedException(ErrorCode.STATEMENT, "a claim's salt has 32 bytes");
    }
  }

  public static Claim of(String displayName, String email, SecureRandom random) {
    return new Claim(displayName, email, Bytes.random(random, SALT_BYTES));
  }

  private static void requireText(String text, int min, int max) {
    boolean controls = text.codePoints().anyMatch(Character::isISOControl);
    if (text.length() < min || text.length() > max || controls) {
      throw new MalformedException(ErrorCode.STATEMENT, "a claimed name or e-mail is not usable");
    }
  }

  public Hash commitment(OrganisationId organisation, UserId user) {
    return Sha256.of(
        Context.of("claim", organisation)
            .with(user.value())
            .with(salt)
            .with(displayName)
            .with(email));
  }
}
