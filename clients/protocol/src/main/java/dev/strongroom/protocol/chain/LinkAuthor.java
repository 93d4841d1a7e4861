package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.identity.IdentityChain;

/**
 * Who signed a link, verified.
 *
 * @param acting the generation that signed
 * @param known how many entries of the directory log he knew
 */
record LinkAuthor(IdentityChain chain, Hash acting, long known) {
  EpochStart starts(boolean rekey) {
    return new EpochStart(known, chain.user(), rekey);
  }
}
