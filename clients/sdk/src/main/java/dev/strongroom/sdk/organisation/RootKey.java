package dev.strongroom.sdk.organisation;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.SealedSeed;
import dev.strongroom.sdk.slot.KeyWork;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The organisation's root key, on the machine where it was made. */
public final class RootKey {
  /** What the key's file is sealed for. */
  public static final String PURPOSE = "root-key";

  private final KeyWork work;

  public RootKey(KeyWork work) {
    this.work = work;
  }

  /** The newest policy. */
  public Policy policy() {
    return work.policy().body();
  }

  /**
   * Signs and publishes the next policy.
   *
   * @param passphrase of the root key
   * @param change of what the newest policy sets
   * @throws LockedException if the root key is not on this machine
   */
  public Signed<Policy> publish(SecretBytes passphrase, UnaryOperator<Policy.Terms> change) {
    OrganisationId organisation = work.membership().organisation();
    Bytes file =
        work.device()
            .rootKey()
            .orElseThrow(() ->
                new LockedException(
                    "The organisation's root key is not on this machine: it stays where org init"
                        + " was run."));
    try (SecretBytes seed = SealedSeed.open(PURPOSE, organisation, file, passphrase);
        SigningKey root = SigningKey.fromSeed(seed)) {
      if (!Policy.organisationOf(root.verifyingKey()).equals(organisation)) {
        throw new AuthenticationException(
            ErrorCode.ROOT, "the root key on this machine is another organisation's");
      }
      Policy.Terms terms = change.apply(policy().terms());
      Signed<Policy> next = Policy.following(root, work.policy(), terms, work.clock().instant());
      work.server()
          .post(
              "/identity/v1/organisation/policies",
              Map.of("envelope", next.envelope().encode().toBase64Url()));
      work.directory().requireLogged(next.hash());
      Pins pins = work.device().pins();
      pins.pinPolicy(next.body().header().sequence(), next.hash());
      pins.save();
      return next;
    }
  }
}
