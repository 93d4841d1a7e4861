package dev.strongroom.sdk.device;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.identity.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which root this client believes in, and how it came to know it. A root that software distribution
 * put on the machine goes before everything; one that was only confirmed on the screen becomes a
 * better one when its fingerprint comes by another way.
 */
public final class Roots {
  /** Where software distribution puts the root's fingerprint. */
  public static final Path SYSTEM_FILE = Path.of("/etc/strongroom/root");

  private static final int MAX_BYTES = 4096;

  private final Path file;
  private final Path distributed;

  /**
   * @param folder the client's own
   * @param distributed the file of the software distribution; it need not be there
   */
  public Roots(Path folder, Path distributed) {
    this.file = folder.resolve("root");
    this.distributed = distributed;
  }

  /** A root that was learnt here before. */
  public record Known(OrganisationId organisation, RootSource source) {}

  /**
   * @throws UncheckedIOException if the client's own file is damaged
   */
  public Optional<Known> known() {
    return PrivateFile.read(file)
        .map(bytes -> {
          String[] words = new String(bytes, StandardCharsets.UTF_8).strip().split(" ", -1);
          try {
            if (words.length == 2) {
              return new Known(OrganisationId.parse(words[0]), RootSource.valueOf(words[1]));
            }
          } catch (ProtocolException | IllegalArgumentException _) {
            // The same as for another number of words.
          }
          throw new UncheckedIOException("damaged: " + file, new IOException("not a root"));
        });
  }

  /**
   * The fingerprint that software distribution put here.
   *
   * @throws ProtocolException {@link ErrorCode#STATEMENT} if the file holds something else: then
   *     nothing is believed
   */
  public Optional<Fingerprint> distributed() {
    if (!Files.isRegularFile(distributed)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(distributed)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      return Optional.of(Fingerprint.parse(new String(bytes, StandardCharsets.UTF_8).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Requires that {@code shown} is the root that this client believes in, where it believes in one.
   *
   * @return how it came to know it; empty while it knows none
   * @throws AuthenticationException {@link ErrorCode#ROOT} if it is another (T65)
   */
  public Optional<RootSource> require(OrganisationId shown) {
    Optional<Fingerprint> put = distributed();
    if (put.isPresent()) {
      if (!put.get().equals(Fingerprint.of(shown.value()))) {
        throw another("than the one that was put on this machine");
      }
      return Optional.of(RootSource.FILE);
    }
    Optional<Known> known = known();
    if (known.isPresent() && !known.get().organisation().equals(shown)) {
      throw another("than the one that this client knows");
    }
    return known.map(Known::source);
  }

  private static AuthenticationException another(String than) {
    return new AuthenticationException(ErrorCode.ROOT, "an organisation with another root " + than);
  }

  /**
   * How {@code organisation}, which this client belongs to, became known. What nobody remembers
   * counts as confirmed on the screen.
   */
  public RootSource source(OrganisationId organisation) {
    return require(organisation).orElse(RootSource.SCREEN);
  }

  /**
   * Remembers a root. A way that is better than the screen is never forgotten for it.
   *
   * @throws AuthenticationException {@link ErrorCode#ROOT} if this client believes in another
   */
  public void remember(OrganisationId organisation, RootSource source) {
    Optional<RootSource> before = require(organisation);
    if (before.filter(RootSource::trusted).isEmpty()) {
      String line = organisation + " " + source + "\n";
      PrivateFile.write(file, Bytes.utf8(line).toArray());
    }
  }

  /**
   * Requires a root that came by another way than the server's.
   *
   * @param what is not done under any other, to be told
   * @throws AuthenticationException {@link ErrorCode#ROOT}
   */
  public void requireTrusted(OrganisationId organisation, String what) {
    source(organisation).requireTrusted(what);
  }
}
