package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A verifier key of signed notes, Ed25519 (c2sp.org/signed-note, signature type 0x01).
 *
 * @param name of the key; a log's is its origin
 */
public record NoteKey(String name, VerifyingKey key) {
  private static final byte ED25519 = 1;
  private static final Pattern NAME = Pattern.compile("[!-*,-~]{1,255}");
  private static final Pattern TEXT =
      Pattern.compile("([!-*,-~]{1,255})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{1,64}={0,2})");

  public NoteKey {
    if (!NAME.matcher(name).matches()) {
      throw malformed();
    }
  }

  /**
   * Parses {@code <name>+<id in hex>+<base64 of type and key>}.
   *
   * @throws MalformedException {@link ErrorCode#LOG_SIG} if it is not one, or the id is not the
   *     key's
   */
  public static NoteKey parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw malformed();
    }
    byte[] material = decode(parts.group(3));
    if (material.length != 1 + VerifyingKey.LENGTH_BYTES || material[0] != ED25519) {
      throw malformed();
    }
    NoteKey key =
        new NoteKey(
            parts.group(1), new VerifyingKey(Bytes.of(material, 1, VerifyingKey.LENGTH_BYTES)));
    if (!key.toString().equals(text)) {
      throw malformed();
    }
    return key;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw malformed();
    }
  }

  /** First four bytes of SHA-256 over the name, a newline, the type and the key. */
  Bytes id() {
    byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
    return Sha256.of(start, new byte[] {ED25519}, key.value().toArray()).value().slice(0, 4);
  }

  @Override
  public String toString() {
    byte[] material = new byte[1 + VerifyingKey.LENGTH_BYTES];
    material[0] = ED25519;
    key.value().copyTo(material, 1);
    return name + "+" + id().toHex() + "+" + Base64.getEncoder().encodeToString(material);
  }

  private static MalformedException malformed() {
    return new MalformedException(ErrorCode.LOG_SIG, "not a verifier key of a log");
  }
}
