package dev.strongroom.sdk.hostile;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.signin.Tokens;
import dev.strongroom.sdk.slot.KeyWork;
import java.time.Duration;

/** The member's keys: a slot under his passphrase, and machines of his that have none yet. */
public final class Keys {
  private static final String USER = "member";
  private final World world;

  /** Puts a slot beside the member's identity, as enrolling does. */
  public Keys(World world) {
    this.world = world;
    Organisation organisation = world.platform().organisation();
    Organisation.Somebody member = world.platform().people().somebody(USER);
    try (AccountSecret account = AccountSecret.random(organisation.random());
        SecretBytes passphrase = passphrase("the first passphrase");
        SlotContents contents =
            new SlotContents(
                IdentitySecret.of(member.secret().value().copy()),
                organisation.id(),
                0,
                organisation.policy().hash(),
                organisation.note())) {
      world.device(USER).rememberAccountSecret(account);
      world
          .platform()
          .people()
          .slot(
              USER,
              PassphraseSlot.seal(
                  contents,
                  member.user(),
                  1,
                  passphrase,
                  account,
                  Argon2Parameters.DEFAULT,
                  organisation.random()));
    }
  }

  public static SecretBytes passphrase(String text) {
    return SecretBytes.takeOver(Bytes.utf8(text).toArray());
  }

  /** What the member's first machine works with. */
  public KeyWork work() {
    return new Enrolment(world.config(USER)).keyWork();
  }

  /** A machine on which the member has signed in, and no more. */
  public StrongroomConfig freshMachine(String name) {
    StrongroomConfig config = world.config(name);
    Device device = Device.open(config.folder(), config.runtime(), config.random(), config.clock());
    device.rememberServer(world.platform().url());
    device.rememberTokens(
        new Tokens(USER, "refresh", config.clock().instant().plus(Duration.ofDays(1))));
    return config;
  }

  public AccountSecret accountSecret() {
    return world.device(USER).accountSecret().orElseThrow();
  }
}
