package dev.strongroom.protocol.statement;

/**
 * The kinds of statements. Each has a payload type of its own, so that none can be taken for
 * another (T52).
 */
public enum StatementKind {
  POLICY("policy", 64 << 10),
  IDENTITY("identity", 16 << 10),
  ATTESTATION("attestation", 16 << 10),
  /** A link may carry the changes of some thousand members at once. */
  GROUP("group", 1 << 20),
  ROOM("room", 1 << 20),
  COMMIT("commit", 64 << 10),
  DEPOSIT("deposit", 64 << 10),
  PROPOSAL("proposal", 16 << 10);

  private final String purpose;
  private final int maxPayloadBytes;

  StatementKind(String purpose, int maxPayloadBytes) {
    this.purpose = purpose;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  public String payloadType() {
    return "application/vnd.strongroom." + purpose + ".v1+json";
  }

  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** An envelope is base64 of the payload, two signatures at most, and little else. */
  public int maxEnvelopeBytes() {
    return maxPayloadBytes * 4 / 3 + 2048;
  }
}
