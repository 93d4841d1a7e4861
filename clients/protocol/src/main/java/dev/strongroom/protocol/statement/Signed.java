package dev.strongroom.protocol.statement;

import dev.strongroom.protocol.Hash;

/**
 * A statement and the envelope that it was read from.
 *
 * @param body the payload's content, decoded; true only once a verifier of its kind has accepted it
 * @param envelope the signed bytes, forwarded as they are
 * @param hash SHA-256 of the payload
 */
public record Signed<T>(T body, Envelope envelope, Hash hash) {
  public Signed(T body, Envelope envelope) {
    this(body, envelope, envelope.hash());
  }
}
