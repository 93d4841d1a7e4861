package dev.strongroom.sdk;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The emergency kit: what a person prints and keeps. With it and the passphrase he opens his keys
 * on a new machine; it carries the root's fingerprint, so no server can show him another
 * organisation there.
 */
public record EmergencyKit(
    URI server, String username, OrganisationId organisation, AccountSecret accountSecret)
    implements AutoCloseable {
  private static final String SERVER = "Server:";
  private static final String USER = "User:";
  private static final String ROOT = "Organisation:";
  private static final String FINGERPRINT = "Root fingerprint:";
  private static final String SECRET = "Account secret:";
  private static final int MAX_BYTES = 16_384;
  private static final int MAX_USERNAME = 254;

  /**
   * @throws MalformedException {@link ErrorCode#STATEMENT} for a user name that is not one line: it
   *     is the server's word, and must not write lines of its own into a kit
   */
  public EmergencyKit {
    boolean oneLine = username.codePoints().noneMatch(EmergencyKit::breaksLines);
    if (!oneLine || username.isBlank() || username.length() > MAX_USERNAME) {
      throw new MalformedException(ErrorCode.STATEMENT, "not a user's name");
    }
  }

  /** The kit of who is enrolled here; {@code accountSecret} stays its owner's to close. */
  public static EmergencyKit of(Device.Membership membership, AccountSecret accountSecret) {
    return new EmergencyKit(
        membership.server(), membership.username(), membership.organisation(), accountSecret);
  }

  private static boolean breaksLines(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** Writes the kit to a new file for its owner alone. */
  public void write(Path file) throws IOException {
    char[] secret = accountSecret.toPrintable();
    StringBuilder text = new StringBuilder(1024);
    text.append("Strongroom emergency kit\n\n")
        .append("Print this page, keep it in a safe place, and delete the file.\n")
        .append("With it and your passphrase you open your keys on a new machine:\n")
        .append("  strongroom login SERVER\n  strongroom enrol --from-kit FILE\n")
        .append("Whoever has this page still needs your passphrase and your sign-on.\n\n")
        .append(SERVER + " ")
        .append(server)
        .append('\n')
        .append(USER + " ")
        .append(username)
        .append('\n')
        .append(ROOT + " ")
        .append(organisation)
        .append('\n')
        .append(FINGERPRINT + " ")
        .append(Fingerprint.of(organisation.value()))
        .append('\n')
        .append(SECRET + " ")
        .append(secret)
        .append('\n');
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(file, bytes, StandardOpenOption.WRITE);
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    } finally {
      Arrays.fill(secret, '0');
      Arrays.fill(bytes, (byte) 0);
      text.setLength(0);
    }
  }

  /**
   * Writes the kit, and then has what it is for handed in: keys that nobody could open again would
   * be worse than a kit too many. Where the server refuses, or nothing was sent, the kit opens
   * nothing and is gone again; it stays where it is not known whether the server took it.
   */
  public void writeFor(Path file, Runnable handIn) throws IOException {
    write(file);
    try {
      handIn.run();
    } catch (ServerException e) {
      if (e.isRefusal()) {
        Files.delete(file);
      }
      throw e;
    } catch (LockedException | UncheckedIOException e) {
      Files.delete(file);
      throw e;
    }
  }

  /**
   * Reads a kit that was kept as a file. What Java lets be overwritten of the secret is.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one; {@link
   *     ErrorCode#LIMIT} if it is far longer than one
   */
  public static EmergencyKit read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    char[] text = {};
    char[] secret = {};
    try {
      if (bytes.length > MAX_BYTES) {
        throw new MalformedException(ErrorCode.LIMIT, "this is not an emergency kit");
      }
      text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).array();
      Map<String, CharBuffer> found = fields(CharBuffer.wrap(text));
      CharBuffer typed = value(found, SECRET);
      secret = new char[typed.length()];
      typed.duplicate().get(secret);
      return new EmergencyKit(
          server(value(found, SERVER).toString()),
          value(found, USER).toString(),
          OrganisationId.parse(value(found, ROOT).toString()),
          AccountSecret.parse(secret));
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text, '0');
      Arrays.fill(secret, '0');
    }
  }

  /** What stands behind each name; parts of {@code text}, and no copies. */
  private static Map<String, CharBuffer> fields(CharBuffer text) {
    Map<String, CharBuffer> found = new HashMap<>();
    int start = 0;
    for (int end = 0; end <= text.length(); end++) {
      if (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        continue;
      }
      CharBuffer line = text.subSequence(start, end);
      start = end + 1;
      for (String name : List.of(SERVER, USER, ROOT, SECRET)) {
        if (startsWith(line, name)
            && found.put(name, trimmed(line.subSequence(name.length(), line.length()))) != null) {
          throw notKit();
        }
      }
    }
    return found;
  }

  private static boolean startsWith(CharBuffer line, String name) {
    return line.length() >= name.length() && name.contentEquals(line.subSequence(0, name.length()));
  }

  private static CharBuffer trimmed(CharBuffer text) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && text.charAt(end - 1) <= ' ') {
      end--;
    }
    return text.subSequence(start, end);
  }

  private static CharBuffer value(Map<String, CharBuffer> found, String name) {
    return Optional.ofNullable(found.get(name))
        .filter(value -> !value.isEmpty())
        .orElseThrow(EmergencyKit::notKit);
  }

  private static URI server(String text) {
    try {
      return Server.requireSafe(URI.create(text));
    } catch (IllegalArgumentException e) {
      throw notKit();
    }
  }

  private static MalformedException notKit() {
    return new MalformedException(ErrorCode.STATEMENT, "this is not an emergency kit");
  }

  @Override
  public void close() {
    accountSecret.close();
  }
}
