package dev.strongroom.identity.log;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.NoteKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Base64;

/** What signs the checkpoints. */
@ApplicationScoped
public class LogKey {
  private final SigningKey key;
  private final NoteKey verifier;

  @Inject
  LogKey(LogConfig config) {
    this.key = SigningKey.fromSeed(SecretBytes.takeOver(Base64.getDecoder().decode(config.key())));
    this.verifier = new NoteKey(config.name(), key.verifyingKey());
  }

  /** What everybody verifies them with. */
  public NoteKey verifier() {
    return verifier;
  }

  Checkpoint sign(long size, Hash root) {
    return Checkpoint.sign(verifier.name(), size, root, key);
  }
}
