package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.crypto.VerifyingKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A signed note (c2sp.org/signed-note). Its text means nothing before {@link #verify}.
 *
 * @param text ends in a newline
 */
record Note(String text, List<Signature> signatures) {
  /** A checkpoint with the cosignatures of many witnesses stays far below this. */
  static final int MAX_CHARACTERS = 128 << 10;

  private static final int MAX_SIGNATURES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final String DASH = "\u2014 ";

  /** A line under the text: the key's name and id, and the signature. */
  record Signature(String name, Bytes keyId, Bytes signature) {
    String line() {
      byte[] both = new byte[keyId.length() + signature.length()];
      keyId.copyTo(both, 0);
      signature.copyTo(both, keyId.length());
      return DASH + name + " " + Base64.getEncoder().encodeToString(both) + "\n";
    }
  }

  Note {
    signatures = List.copyOf(signatures);
  }

  static Note sign(String text, String name, SigningKey key) {
    Bytes id = new NoteKey(name, key.verifyingKey()).id();
    return new Note(text, List.of(new Signature(name, id, key.sign(Bytes.utf8(text)))));
  }

  static Note parse(String note) {
    if (note.length() > MAX_CHARACTERS) {
      throw new MalformedException(ErrorCode.LIMIT, "a note is over its limit");
    }
    int end = note.lastIndexOf("\n\n");
    if (hasControls(note) || end <= 0 || !note.endsWith("\n")) {
      throw malformed();
    }
    String[] lines = note.substring(end + 2).split("\n", -1);
    // What follows the last newline is nothing, and was counted as a line.
    int count = lines.length - 1;
    if (count < 1 || count > MAX_SIGNATURES) {
      throw malformed();
    }
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      signatures.add(signature(lines[i]));
    }
    return new Note(note.substring(0, end + 1), signatures);
  }

  private static boolean hasControls(String note) {
    for (int i = 0; i < note.length(); i++) {
      if (note.charAt(i) < ' ' && note.charAt(i) != '\n') {
        return true;
      }
    }
    return false;
  }

  private static Signature signature(String line) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(DASH) || space <= DASH.length()) {
      throw malformed();
    }
    byte[] both;
    try {
      both = Base64.getDecoder().decode(line.substring(space + 1));
    } catch (IllegalArgumentException _) {
      throw malformed();
    }
    String name = line.substring(DASH.length(), space);
    if (both.length < 5 || name.indexOf(' ') >= 0 || name.indexOf('+') >= 0) {
      throw malformed();
    }
    return new Signature(name, Bytes.of(both, 0, 4), Bytes.of(both, 4, both.length - 4));
  }

  /**
   * Requires the good signature of one of {@code keys}. Signatures of others are passed over; a bad
   * one in the name of a known key spoils the note.
   *
   * @return the key that signed
   * @throws AuthenticationException {@link ErrorCode#LOG_SIG}
   */
  NoteKey verify(Collection<NoteKey> keys) {
    Optional<NoteKey> signer = Optional.empty();
    for (Signature signature : signatures) {
      for (NoteKey key : keys) {
        if (key.name().equals(signature.name()) && key.id().equals(signature.keyId())) {
          if (!isGood(signature.signature(), key.key())) {
            throw unsigned();
          }
          signer = Optional.of(signer.orElse(key));
        }
      }
    }
    return signer.orElseThrow(Note::unsigned);
  }

  private boolean isGood(Bytes signature, VerifyingKey key) {
    return signature.length() == SIGNATURE_BYTES && key.verify(Bytes.utf8(text), signature);
  }

  String encode() {
    StringBuilder out = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> out.append(signature.line()));
    return out.toString();
  }

  private static AuthenticationException unsigned() {
    return new AuthenticationException(
        ErrorCode.LOG_SIG, "a checkpoint without the good signature of the organisation's log");
  }

  private static MalformedException malformed() {
    return new MalformedException(ErrorCode.LOG_SIG, "not a signed note");
  }
}
