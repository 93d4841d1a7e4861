package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Optional;

/**
 * Who signed, and as which generation.
 *
 * @param identity hash of the identity statement whose key signs
 */
public record Author(UserId user, Hash identity) {
  public JsonObject encode() {
    return JsonObject.builder().put("user", user.value()).put("identity", identity.value()).build();
  }

  public static Author decode(JsonObject in) {
    return new Author(in.as("user", UserId::parse), in.as("identity", Hash::parse));
  }

  /**
   * Requires that exactly this author signed {@code statement}, with a generation that verifies.
   *
   * @return the author's chain
   * @throws AuthenticationException {@link ErrorCode#STATEMENT} otherwise
   */
  public IdentityChain requireSigned(Signed<?> statement, Header header, Identities identities) {
    IdentityChain chain = identities.of(user);
    Signed<Identity> generation =
        chain
            .byHash(identity)
            .orElseThrow(() ->
                new AuthenticationException(
                    ErrorCode.STATEMENT, "signed under an identity that its author never had"));
    VerifyingKey key = generation.body().signingKey();
    header.requireSigners(List.of(key.id()));
    statement.envelope().verify(List.of(key));
    return chain;
  }

  /**
   * Requires that exactly this author signed a link, with the generation that was his newest where
   * the log has it.
   *
   * @param at the link's own place in the log
   * @return the author's chain
   */
  IdentityChain requireLink(
      Signed<?> link, Header header, Identities identities, long at, Ahead ahead) {
    IdentityChain chain = identities.of(user);
    Signed<Identity> generation =
        chain
            .byHash(identity)
            .orElseThrow(() ->
                LinkException.statement("signed under an identity that its author never had"));
    VerifyingKey key = generation.body().signingKey();
    if (!header.signers().equals(List.of(key.id()))) {
      throw LinkException.statement("the payload names other signers");
    }
    if (!chain.isNewestBefore(identity, at)) {
      throw LinkException.order("signed under an identity that was not its author's newest");
    }
    if (!ahead.signer().equals(Optional.of(key))) {
      try {
        link.envelope().verify(List.of(key));
      } catch (AuthenticationException e) {
        throw new SpoiledException(String.valueOf(e.getMessage()));
      }
    }
    return chain;
  }
}
