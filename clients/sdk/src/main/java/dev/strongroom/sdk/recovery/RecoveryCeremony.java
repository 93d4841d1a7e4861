package dev.strongroom.sdk.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.KeySlot;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.RecoverySlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.organisation.RootKey;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.slot.KeySlots;
import dev.strongroom.sdk.slot.KeyWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an administrator does with the organisation's recovery key. The key opens slots and signs
 * nothing; but what it opens is a user's secret, so whoever holds it can act as that user: the
 * service tells of every slot that is fetched and of every user that is recovered.
 */
public final class RecoveryCeremony {
  private final KeyWork work;

  public RecoveryCeremony(KeyWork work) {
    this.work = work;
  }

  /**
   * Makes a recovery key, and a policy that names it. Slots for the key before are renewed only as
   * their users confirm the new one.
   *
   * @param file for the secret half; does not exist yet
   * @return the key's fingerprint, which users are given by other means
   */
  public Fingerprint enable(Path file, SecretBytes keyPassphrase, SecretBytes rootPassphrase)
      throws IOException {
    KemPublicKey key =
        RecoveryKeyFile.make(file, work.membership().organisation(), keyPassphrase, work.random());
    new RootKey(work).publish(rootPassphrase, terms -> terms.withRecoveryKey(Optional.of(key)));
    return Fingerprint.of(RecoverySlot.keyHash(key));
  }

  /** Publishes a policy that names no recovery key: clients renew no slot any more. */
  public void disable(SecretBytes rootPassphrase) {
    new RootKey(work).publish(rootPassphrase, terms -> terms.withRecoveryKey(Optional.empty()));
  }

  /** Tests that the key opens a slot made for this drill, and writes nothing. */
  public void drill(Path file, SecretBytes keyPassphrase) throws IOException {
    try (KemPrivateKey key = open(file, keyPassphrase);
        IdentitySecret secret = IdentitySecret.random(work.random())) {
      RecoverySlot slot =
          RecoverySlot.seal(work.contents(secret), work.membership().user(), 1, key.publicKey());
      try (SlotContents opened = slot.open(key)) {
        if (!opened.secret().value().equals(secret.value())) {
          throw planted();
        }
      }
    }
  }

  /**
   * Tests that the key opens this user's slot and that it holds his keys, and writes nothing. The
   * service notes that his slot was fetched, and his client tells him when he unlocks it next.
   */
  public void drill(Path file, SecretBytes keyPassphrase, Person user) throws IOException {
    try (KemPrivateKey key = open(file, keyPassphrase);
        Opened opened = opened(key, user)) {
      opened.keys().signing().verifyingKey();
    }
  }

  /**
   * Gives a user a new passphrase slot and kit. Nothing else of his is changed. He opens his keys
   * with both, changes the passphrase, and then rotates: the secret was in somebody else's hands.
   *
   * @param passphrase to begin with, which he changes at once
   * @param kit a file that does not exist yet; gone again if the new slot is refused, and kept
   *     where it is not known whether it was taken
   * @throws AuthenticationException {@link ErrorCode#POLICY} if the slot is for another key than
   *     the policy's, or holds other keys than the directory states for him: it was planted (T56)
   */
  public Signed<Identity> recover(
      Path file, SecretBytes keyPassphrase, Person user, SecretBytes passphrase, Path kit)
      throws IOException {
    try (KemPrivateKey key = open(file, keyPassphrase);
        Opened opened = opened(key, user);
        AccountSecret account = AccountSecret.random(work.random())) {
      PassphraseSlot slot =
          PassphraseSlot.seal(
              work.contents(opened.contents().secret()),
              user.user(),
              opened.identity().body().generation(),
              passphrase,
              account,
              Argon2Parameters.DEFAULT,
              work.random());
      String username =
          work.server().get("/identity/v1/users/" + user.user()).path("username").asText();
      new EmergencyKit(work.server().url(), username, work.membership().organisation(), account)
          .writeFor(
              kit,
              () ->
                  work.server()
                      .put(
                          "/identity/v1/users/" + user.user() + "/slots/passphrase",
                          KeySlots.change(
                              slot, Optional.of(opened.replaces()), "", opened.keys().signing())));
      return opened.identity();
    }
  }

  private KemPrivateKey open(Path file, SecretBytes passphrase) throws IOException {
    return RecoveryKeyFile.open(file, work.policy().body(), passphrase);
  }

  /** A user's slot, opened, and the passphrase slot that a new one would replace. */
  private record Opened(
      SlotContents contents, IdentityKeys keys, Signed<Identity> identity, Hash replaces)
      implements AutoCloseable {
    @Override
    public void close() {
      keys.close();
      contents.close();
    }
  }

  private Opened opened(KemPrivateKey key, Person user) {
    JsonNode answer = work.server().get("/identity/v1/users/" + user.user() + "/recovery-slot");
    Hash replaces = Hash.parse(answer.path("passphraseHash").asText());
    KeySlot slot = KeySlot.decode(Bytes.fromBase64Url(answer.path("slot").asText()));
    slot.requireOf(work.membership().organisation(), user.user());
    if (!(slot instanceof RecoverySlot recovery)
        || !recovery.recoveryKey().equals(RecoverySlot.keyHash(key.publicKey()))) {
      throw new AuthenticationException(
          ErrorCode.POLICY, "the user's recovery slot is for a key that the policy does not name");
    }
    SlotContents contents = open(recovery, key);
    IdentityKeys keys = IdentityKeys.derive(contents.secret(), work.membership().organisation());
    Signed<Identity> newest = user.chain().newest();
    if (!keys.belongTo(newest.body()) || slot.generation() != newest.body().generation()) {
      keys.close();
      contents.close();
      throw planted();
    }
    return new Opened(contents, keys, newest, replaces);
  }

  /** One that this key does not open was not sealed to it, whatever it says of itself. */
  private static SlotContents open(RecoverySlot slot, KemPrivateKey key) {
    try {
      return slot.open(key);
    } catch (NotForThisKeyException _) {
      throw planted();
    }
  }

  private static AuthenticationException planted() {
    return new AuthenticationException(
        ErrorCode.POLICY,
        "the recovery slot does not hold the keys that the directory states for its user: he did"
            + " not make it");
  }
}
