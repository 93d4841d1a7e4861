package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.crypto.VerifyingKey;
import java.util.Optional;

/**
 * What was found good of a link before its turn came. What was not is looked at again when it has
 * come, and told then.
 *
 * @param signer whose one signature the envelope carries
 * @param checkpoint whether its checkpoint was accepted
 */
record Ahead(Optional<VerifyingKey> signer, boolean checkpoint) {
  static final Ahead NOTHING = new Ahead(Optional.empty(), false);
}
