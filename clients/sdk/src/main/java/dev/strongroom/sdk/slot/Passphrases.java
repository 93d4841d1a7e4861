package dev.strongroom.sdk.slot;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The passphrase's slot. A change touches this one slot and no file: the new slot is made first and
 * takes the old one's place in one step.
 */
public final class Passphrases {
  private static final String TYPE = "passphrase";
  private final KeyWork work;

  public Passphrases(KeyWork work) {
    this.work = work;
  }

  /**
   * Changes the passphrase. The account secret and the kit stay as they are.
   *
   * @throws NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} for another passphrase than the
   *     present one
   */
  public void change(SecretBytes present, SecretBytes next) {
    try (AccountSecret account = account()) {
      replace(present, account, next, account);
    }
  }

  /**
   * A new account secret under the same passphrase: the kit printed before opens nothing any more,
   * and the user's other machines need the new one.
   *
   * @param writeKit keeps the new secret where its owner finds it, before the old one is gone; not
   *     called where the passphrase is not the present one
   * @throws NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} for another passphrase than the
   *     present one: nothing was changed
   */
  public void renewAccountSecret(SecretBytes passphrase, KitWriter writeKit) throws IOException {
    try (AccountSecret account = account();
        Found found = find(passphrase, account);
        AccountSecret fresh = AccountSecret.random(work.random())) {
      writeKit.writeFor(fresh, () -> replace(found, passphrase, fresh));
      work.device().rememberAccountSecret(fresh);
    }
  }

  /** Writes an emergency kit, has the slot that it opens handed in, and sees to the rest. */
  @FunctionalInterface
  public interface KitWriter {
    void writeFor(AccountSecret accountSecret, Runnable handIn) throws IOException;
  }

  private AccountSecret account() {
    return work.device()
        .accountSecret()
        .orElseThrow(() ->
            new LockedException(
                "This machine has no account secret: strongroom enrol --from-kit FILE"));
  }

  private void replace(
      SecretBytes present, AccountSecret account, SecretBytes next, AccountSecret nextAccount) {
    try (Found found = find(present, account)) {
      replace(found, next, nextAccount);
    }
  }

  /** The slot that the passphrase opens. */
  private record Found(KeySlots.View view, PassphraseSlot slot, SlotContents contents)
      implements AutoCloseable {
    @Override
    public void close() {
      contents.close();
    }
  }

  private Found find(SecretBytes passphrase, AccountSecret account) {
    Optional<NotForThisKeyException> failure = Optional.empty();
    for (KeySlots.View view : work.slots().list()) {
      if (view.type().equals(TYPE) && work.slots().fetch(view) instanceof PassphraseSlot slot) {
        slot.requireOf(work.membership().organisation(), work.membership().user());
        try {
          return new Found(view, slot, slot.open(passphrase, account));
        } catch (NotForThisKeyException e) {
          failure = failure.or(() -> Optional.of(e));
        }
      }
    }
    throw failure
        .<RuntimeException>map(e -> e)
        .orElseGet(() -> new LockedException("You have no keys yet: strongroom enrol"));
  }

  private void replace(Found found, SecretBytes next, AccountSecret account) {
    PassphraseSlot slot = found.slot();
    KeySlots.View view = found.view();
    try (KeyWork.Own own = work.own(found.contents().secret())) {
      PassphraseSlot fresh =
          PassphraseSlot.seal(
              work.contents(own.secret()),
              slot.user(),
              slot.generation(),
              next,
              account,
              Argon2Parameters.DEFAULT,
              work.random());
      work.slots().put(fresh, Optional.of(view.hash()), view.label(), own.keys().signing());
    }
  }

  /**
   * Seals the present slot anew, with what is known of the organisation by now, so that a new
   * machine that opens it takes nothing older. Not more than once a day for the directory alone,
   * for each change of a slot is told. Where it cannot be done, the slot stays as it is.
   *
   * @param contents of the present slot
   */
  public void reseal(SecretBytes passphrase, SlotContents contents) {
    boolean policyMoved = !contents.policy().equals(work.policy().hash());
    boolean logMoved = !contents.checkpoint().equals(work.directory().note());
    boolean due = policyMoved || contents.checkpoint().isEmpty() || logMoved && isOld();
    if (!due) {
      return;
    }
    try (AccountSecret account = account()) {
      replace(passphrase, account, passphrase, account);
    } catch (ServerException _) {
      // The slot at the server is as good as before.
    }
  }

  private boolean isOld() {
    Instant aDayAgo = work.clock().instant().minus(Duration.ofDays(1));
    return work.slots().list().stream()
        .anyMatch(view -> view.type().equals(TYPE) && view.changed().isBefore(aDayAgo));
  }
}
