package dev.strongroom.sdk;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.slot.AccountSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

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
      Files.write(file, bytes, StandardOpenOption.WRITE);
    } finally {
      Arrays.fill(secret, '0');
      Arrays.fill(bytes, (byte) 0);
      text.setLength(0);
    }
  }

  /** Reads a kit that was kept as a file. */
  public static EmergencyKit read(Path file) throws IOException {
    if (Files.size(file) > 16_384) {
      throw new MalformedException(ErrorCode.LIMIT, "this is not an emergency kit");
    }
    Set<String> needed = Set.of(SERVER, USER, ROOT, SECRET);
    Map<String, String> found = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      needed.stream()
          .filter(line::startsWith)
          .forEach(name -> found.put(name, line.substring(name.length()).trim()));
    }
    if (!found.keySet().equals(needed)) {
      throw new MalformedException(ErrorCode.STATEMENT, "this is not an emergency kit");
    }
    return new EmergencyKit(
        URI.create(String.valueOf(found.get(SERVER))),
        String.valueOf(found.get(USER)),
        OrganisationId.parse(String.valueOf(found.get(ROOT))),
        AccountSecret.parse(String.valueOf(found.get(SECRET)).toCharArray()));
  }

  @Override
  public void close() {
    accountSecret.close();
  }
}
