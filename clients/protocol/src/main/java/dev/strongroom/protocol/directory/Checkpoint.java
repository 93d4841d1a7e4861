package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.SigningKey;
import java.util.Base64;
import java.util.Collection;

/**
 * A checkpoint of a log (c2sp.org/tlog-checkpoint), verified.
 *
 * @param origin name of the log and of its key
 * @param size leaves of the tree
 * @param root RFC 6962 root over them
 * @param note the signed note, as it came
 */
public record Checkpoint(String origin, long size, Hash root, String note) {
  /** More than any directory will hold. */
  public static final long MAX_SIZE = 1L << 40;

  private static final int MAX_SIZE_DIGITS = 13;

  /** Base64 of 32 bytes: 43 characters, and one that pads. */
  private static final int ROOT_CHARACTERS = 44;

  public Checkpoint {
    if (size < 0 || size > MAX_SIZE) {
      throw malformed();
    }
  }

  /** A new checkpoint, signed by the log's key. */
  public static Checkpoint sign(String origin, long size, Hash root, SigningKey key) {
    String text =
        origin
            + "\n"
            + size
            + "\n"
            + Base64.getEncoder().encodeToString(root.value().toArray())
            + "\n";
    return new Checkpoint(origin, size, root, Note.sign(text, origin, key).encode());
  }

  /**
   * Reads and verifies a checkpoint.
   *
   * @param keys of the log, as the policy names them
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#LOG_SIG} if none of {@code
   *     keys} signed it or its origin is another log's, {@link ErrorCode#LIMIT}
   */
  public static Checkpoint open(String note, Collection<NoteKey> keys) {
    Note parsed = Note.parse(note);
    NoteKey signer = parsed.verify(keys);
    // Extension lines are not audited by anybody, so there are none.
    String[] lines = parsed.text().split("\n", -1);
    if (lines.length != 4 || !lines[0].equals(signer.name()) || !lines[3].isEmpty()) {
      throw malformed();
    }
    return new Checkpoint(signer.name(), size(lines[1]), root(lines[2]), note);
  }

  /** Digits, none too many and no zero before them. */
  private static long size(String text) {
    boolean zeroBefore = text.length() > 1 && text.charAt(0) == '0';
    if (text.isEmpty() || text.length() > MAX_SIZE_DIGITS || zeroBefore) {
      throw malformed();
    }
    long size = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed();
      }
      size = size * 10 + digit;
    }
    return size;
  }

  private static Hash root(String base64) {
    if (base64.length() != ROOT_CHARACTERS || base64.indexOf('=') != ROOT_CHARACTERS - 1) {
      throw malformed();
    }
    try {
      return new Hash(Bytes.of(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException _) {
      throw malformed();
    }
  }

  private static MalformedException malformed() {
    return new MalformedException(ErrorCode.LOG_SIG, "not a checkpoint of the directory log");
  }
}
