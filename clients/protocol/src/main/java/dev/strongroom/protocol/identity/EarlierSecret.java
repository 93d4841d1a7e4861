package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.seal.Sealed;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The secret of the generation before, sealed under a rotation's new one: whoever unlocks the new
 * generation can make what was wrapped to the old one anew, whatever became of the machine that
 * rotated. It gives nobody anything who does not hold the new secret, and he could open what is
 * wrapped to the old one anyway.
 */
public final class EarlierSecret {
  private EarlierSecret() {}

  /**
   * @param identity hash of the new generation
   */
  public static Bytes seal(
      OrganisationId organisation,
      Hash identity,
      IdentitySecret now,
      IdentitySecret earlier,
      SecureRandom random) {
    byte[] plain = earlier.value().copyOfSecret();
    try (SecretBytes key = now.earlierKey(organisation)) {
      return Sealed.seal(key, context(organisation, identity), plain, random);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Opens it; the caller closes the secret.
   *
   * @throws dev.strongroom.protocol.ProtocolException if it is not what {@code identity}'s maker
   *     sealed
   */
  public static IdentitySecret open(
      OrganisationId organisation, Hash identity, IdentitySecret now, Bytes sealed) {
    try (SecretBytes key = now.earlierKey(organisation)) {
      return IdentitySecret.of(Sealed.open(key, context(organisation, identity), sealed));
    }
  }

  private static Context context(OrganisationId organisation, Hash identity) {
    return Context.of("identity-earlier", organisation).with(identity.value());
  }
}
