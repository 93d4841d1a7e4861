package dev.strongroom.demo.search;

import dev.strongroom.protocol.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The clients' source of randomness in the demo: the system's, and it remembers every secret that
 * is drawn. Which ones are secret is seen from who asks: secrets are made in one place of the
 * protocol, ids and salts in another.
 */
public final class RecordingRandom extends SecureRandom {
  private static final long serialVersionUID = 1;
  private static final String SECRETS = "dev.strongroom.protocol.SecretBytes";

  private final transient List<Canary> recorded = new CopyOnWriteArrayList<>();

  @Override
  public void nextBytes(byte[] bytes) {
    super.nextBytes(bytes);
    if (bytes.length >= Canary.MIN_BYTES) {
      kind().ifPresent(kind -> recorded.add(new Canary(kind, Bytes.of(bytes))));
    }
  }

  /** The class that asked {@code SecretBytes.random} for it; a salt is drawn by somebody else. */
  private static Optional<Canary.Kind> kind() {
    List<StackWalker.StackFrame> callers =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .dropWhile(f -> f.getClassName().equals(RecordingRandom.class.getName()))
                    .limit(2)
                    .toList());
    boolean secret =
        callers.size() == 2
            && callers.getFirst().getClassName().equals(SECRETS)
            && callers.getFirst().getMethodName().equals("random");
    return secret ? kindOf(callers.getLast().getClassName()) : Optional.empty();
  }

  private static Optional<Canary.Kind> kindOf(String className) {
    return switch (className.substring(className.lastIndexOf('.') + 1)) {
      case "IdentitySecret" -> Optional.of(Canary.Kind.IDENTITY_SECRET);
      case "AccountSecret" -> Optional.of(Canary.Kind.ACCOUNT_SECRET);
      case "EpochSecret" -> Optional.of(Canary.Kind.EPOCH_SECRET);
      case "NodeKey" -> Optional.of(Canary.Kind.NODE_KEY);
      case "ContentKey" -> Optional.of(Canary.Kind.CONTENT_KEY);
      case "ChainBox" -> Optional.of(Canary.Kind.INDEX_KEY);
      case "Enrolment" -> Optional.of(Canary.Kind.ROOT_KEY);
      // A session's key never leaves its machine, and is no secret of the protocol.
      default -> Optional.empty();
    };
  }

  public List<Canary> recorded() {
    return new ArrayList<>(recorded);
  }
}
