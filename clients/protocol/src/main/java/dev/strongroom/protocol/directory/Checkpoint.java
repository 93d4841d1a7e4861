package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.SigningKey;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern TEXT =
      Pattern.compile("([^\\n]+)\\n(0|[1-9][0-9]{0,12})\\n([A-Za-z0-9+/]{43}=)\\n");

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
    Matcher text = TEXT.matcher(parsed.text());
    if (!text.matches() || !text.group(1).equals(signer.name())) {
      throw malformed();
    }
    return new Checkpoint(signer.name(), Long.parseLong(text.group(2)), hash(text.group(3)), note);
  }

  private static Hash hash(String base64) {
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
