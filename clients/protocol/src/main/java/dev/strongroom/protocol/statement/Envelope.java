package dev.strongroom.protocol.statement;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.KeyId;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A DSSE v1 envelope: payload bytes and who signed them. Nothing in it is true before {@link
 * #verify}.
 *
 * @param kind decides the payload type that the signatures cover
 * @param payload the signed bytes, kept as they came
 * @param signatures one or two, each by a different key
 */
public record Envelope(StatementKind kind, Bytes payload, List<Signature> signatures) {
  public static final int MAX_SIGNATURES = 2;

  /**
   * One signature.
   *
   * @param key whose; must be one that the payload names
   * @param value 64 bytes, Ed25519 over the PAE of kind and payload
   */
  public record Signature(KeyId key, Bytes value) {
    public Signature {
      if (value.length() != 64) {
        throw new MalformedException(ErrorCode.STATEMENT, "a signature has 64 bytes");
      }
    }
  }

  public Envelope {
    signatures = List.copyOf(signatures);
    if (payload.length() > kind.maxPayloadBytes()) {
      throw new MalformedException(
          ErrorCode.LIMIT,
          "a " + kind + " payload has at most " + kind.maxPayloadBytes() + " bytes");
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new MalformedException(ErrorCode.STATEMENT, "one or two signatures expected");
    }
    Set<KeyId> keys = new HashSet<>();
    for (Signature signature : signatures) {
      if (!keys.add(signature.key())) {
        throw new MalformedException(ErrorCode.STATEMENT, "two signatures by one key");
      }
    }
  }

  /** Signs {@code payload} with each key. */
  public static Envelope sign(StatementKind kind, Bytes payload, List<SigningKey> keys) {
    Bytes signed = pae(kind, payload);
    List<Signature> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      signatures.add(new Signature(key.verifyingKey().id(), key.sign(signed)));
    }
    return new Envelope(kind, payload, signatures);
  }

  /**
   * Reads the JSON form strictly.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} or {@link ErrorCode#LIMIT}
   */
  public static Envelope decode(StatementKind kind, Bytes json) {
    JsonObject object = JsonObject.parse(json, kind.maxEnvelopeBytes());
    requireOnly(object, Set.of("payloadType", "payload", "signatures"));
    if (!object.text("payloadType").equals(kind.payloadType())) {
      throw new MalformedException(ErrorCode.STATEMENT, "not a " + kind + " statement");
    }
    List<Signature> signatures = new ArrayList<>();
    for (JsonObject signature : object.objects("signatures")) {
      requireOnly(signature, Set.of("keyid", "sig"));
      signatures.add(
          new Signature(signature.as("keyid", KeyId::parse), base64(signature.text("sig"))));
    }
    return new Envelope(kind, base64(object.text("payload")), signatures);
  }

  private static void requireOnly(JsonObject object, Set<String> names) {
    if (!object.names().equals(names)) {
      throw new MalformedException(ErrorCode.STATEMENT, "an envelope has other fields");
    }
  }

  /** The JSON form: DSSE's, with standard base64 as its tools write it. */
  public Bytes encode() {
    return JsonObject.builder()
        .put("payloadType", kind.payloadType())
        .put("payload", Base64.getEncoder().encodeToString(payload.toArray()))
        .put(
            "signatures",
            signatures.stream()
                .map(s ->
                    JsonObject.builder()
                        .put("keyid", s.key().value())
                        .put("sig", Base64.getEncoder().encodeToString(s.value().toArray()))
                        .build())
                .toList())
        .build()
        .encode();
  }

  /** SHA-256 of the payload: what other statements name this one by. */
  public Hash hash() {
    return Sha256.of(payload);
  }

  /**
   * Requires good signatures by exactly {@code keys}, no more and no fewer.
   *
   * @throws AuthenticationException {@link ErrorCode#STATEMENT}
   */
  public void verify(List<VerifyingKey> keys) {
    if (keys.size() != signatures.size()) {
      throw new AuthenticationException(
          ErrorCode.STATEMENT, "signed by more or fewer than it must");
    }
    Bytes signed = pae(kind, payload);
    for (VerifyingKey key : keys) {
      if (!key.verify(signed, by(key.id()).value())) {
        throw new AuthenticationException(ErrorCode.STATEMENT, "a signature does not verify");
      }
    }
  }

  private Signature by(KeyId key) {
    for (Signature signature : signatures) {
      if (signature.key().equals(key)) {
        return signature;
      }
    }
    throw new AuthenticationException(ErrorCode.STATEMENT, "a signature is missing");
  }

  /** DSSE's pre-authentication encoding: {@code DSSEv1 SP len SP type SP len SP body}. */
  static Bytes pae(StatementKind kind, Bytes payload) {
    byte[] head =
        ("DSSEv1 "
                + kind.payloadType().length()
                + " "
                + kind.payloadType()
                + " "
                + payload.length()
                + " ")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + payload.length()];
    System.arraycopy(head, 0, all, 0, head.length);
    payload.copyTo(all, head.length);
    return Bytes.of(all);
  }

  private static Bytes base64(String text) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(ErrorCode.STATEMENT, "not base64");
    }
    if (!Base64.getEncoder().encodeToString(decoded).equals(text)) {
      throw new MalformedException(ErrorCode.STATEMENT, "not canonical base64");
    }
    return Bytes.of(decoded);
  }
}
