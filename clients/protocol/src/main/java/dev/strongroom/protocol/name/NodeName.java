package dev.strongroom.protocol.name;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name of a file, folder, room or group, in NFC, that is safe as a file name on every system:
 * checked when it is made and again when it comes out of a sealed box, for its author may be
 * hostile (T42).
 *
 * @param value NFC, 1 to 255 bytes of UTF-8
 */
public record NodeName(String value) {
  public static final int MAX_BYTES = 255;
  private static final String FORBIDDEN = "/\\<>:\"|?*";

  /** Names that Windows takes for devices, with any extension. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])([ .].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  public NodeName {
    if (!Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
      throw unsafe("is not in the normal form");
    }
    requireSafe(value);
  }

  /**
   * Normalises and checks.
   *
   * @throws MalformedException {@link ErrorCode#NAME_UNSAFE}
   */
  public static NodeName of(String name) {
    return new NodeName(Normalizer.normalize(name, Normalizer.Form.NFC));
  }

  private static void requireSafe(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw unsafe("must have 1 to 255 bytes");
    }
    if (name.equals(".") || name.equals("..")) {
      throw unsafe("leads out of its folder");
    }
    if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
      throw unsafe("begins with a space, or ends with a dot or a space");
    }
    if (!name.codePoints().allMatch(NodeName::safe)) {
      throw unsafe("holds a character that file names cannot hold, or that hides or reorders text");
    }
    if (DEVICE.matcher(name).matches()) {
      throw unsafe("is a device on some systems");
    }
  }

  /** Format characters are out with the rest, the joiners aside that scripts need. */
  private static boolean safe(int c) {
    boolean joiner = c == 0x200c || c == 0x200d;
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> joiner;
      default -> FORBIDDEN.indexOf(c) < 0;
    };
  }

  private static MalformedException unsafe(String why) {
    return new MalformedException(ErrorCode.NAME_UNSAFE, "a name " + why);
  }

  /**
   * What two names must not share on a file system that folds case or compatibility forms (T44).
   * Also what look-alike names of rooms share.
   */
  public String folded() {
    String compatible = Normalizer.normalize(value, Normalizer.Form.NFKC);
    String folded = compatible.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  @Override
  public String toString() {
    return value;
  }
}
