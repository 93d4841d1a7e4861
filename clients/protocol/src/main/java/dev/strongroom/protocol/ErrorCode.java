package dev.strongroom.protocol;

/**
 * What a check found. The codes are those of the threat model (docs/threat-model.md); callers see
 * them, the server never does.
 */
public enum ErrorCode {
  /** The ciphertext was changed, reordered, or is not the promised range. */
  CT_CORRUPT,
  /** The ciphertext ends too early. */
  CT_TRUNCATED,
  /** It decrypts, but it is not what its author signed. */
  CT_DIGEST,
  /** The key does not belong to this ciphertext in this context. */
  KEY_COMMIT,
  /** A public key that no honest client makes. */
  KEY_INVALID,
  /** An opened secret does not lead to the signed public key. */
  KEY_MISMATCH,
  /** A slot or a wrap does not open: wrong passphrase, wrong account secret, or it was altered. */
  UNLOCK_FAILED,
  /** A new device's key or its approval is not the one that its code stands for. */
  DEVICE_CODE,
  /** This device has no keys: nothing of the user's secret has approved it. */
  DEVICE_UNVERIFIED,
  /** A suite that this client does not accept. */
  SUITE_UNKNOWN,
  /** Longer, deeper or more than the documented limit. */
  LIMIT,
  /**
   * A statement that is not well-formed, not for this organisation, or not signed as it must be.
   */
  STATEMENT,
  /** The organisation's root key or policy is not the one that this client knows. */
  ROOT,
  /** What the policy does not allow. */
  POLICY,
  /** An identity statement does not follow from the one before. */
  DIR_CHAIN,
  /** The directory's answer does not match what it must prove. */
  DIR_PROOF,
  /** A name that stands for more than one person. */
  DIR_AMBIGUOUS,
  /** A directory without something that it must hold by now. */
  DIR_STALE,
  /** A checkpoint that the organisation's log did not sign. */
  LOG_SIG,
  /** A checkpoint that does not continue the one that this client holds. */
  LOG_FORK,
  /** A link signed by somebody who no longer might when it was logged. */
  LINK_ORDER,
  /** A chain whose logged link is kept back. */
  CHAIN_BODY,
  /** The own key changed without its owner. */
  SELF_KEY_CHANGED,
  /** A group's or room's chain, or a list under it, does not verify. */
  GROUP_CHAIN,
  /** A chain ends before the link that this client has pinned. */
  GROUP_ROLLBACK,
  /** Two different links in one place of a chain. */
  GROUP_FORK,
  /** A link signed by somebody who may not sign it. */
  GROUP_ROLE,
  /** A chain served under an id that is not its own. */
  CHAIN_ID,
  /** A proposal that does not count: spent, late, for another chain, or of a key replaced. */
  PROPOSAL,
  /** A rekey that changes more than it may, or that nothing calls for. */
  REKEY,
  /** The room's epoch is not fit for writing: keys have to be renewed first. */
  EPOCH_STALE,
  /** A commit by somebody who may not write, or under a stale link. */
  COMMIT_ROLE,
  /** A deposit that is not its sender's, was adopted before, or whose sender has lost his place. */
  DEPOSIT,
  /** A room's history does not continue the one that this client has pinned. */
  ROOM_FORK,
  /** An older revision served as the newest. */
  REV_ROLLBACK,
  /** A listing with something left out, added, or in the wrong place. */
  LISTING,
  /** A state root that does not follow from its changes. */
  STATE_ROOT,
  /** A name that is not safe to use as a file name. */
  NAME_UNSAFE,
  /** A name that changed the person behind it. */
  NAME_PIN,
  /** A name that stands for more than one thing. */
  NAME_AMBIGUOUS
}
