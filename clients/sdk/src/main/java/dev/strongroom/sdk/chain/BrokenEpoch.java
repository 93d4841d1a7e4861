package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;

/**
 * A present epoch that does not open to what its link commits to: nothing is read, for what a link
 * says and does not hold is no ground to stand on. Whoever may begins the next one.
 *
 * @param what whether the chain is a {@code room} or a {@code group}
 * @param author of the link that left it so
 * @param mending what is to be done, as a command
 */
public record BrokenEpoch(String what, ChainId chain, long epoch, String author, String mending) {
  static BrokenEpoch ofRoom(ChainId room, EpochInfo epoch, UserId author, People people) {
    return new BrokenEpoch(
        "room",
        room,
        epoch.number(),
        named(author, people),
        "whoever writes next renews them, or at once: strongroom room settle %s, or for a manager"
            + " strongroom room rotate %s");
  }

  static BrokenEpoch ofGroup(ChainId group, EpochInfo epoch, UserId author, People people) {
    return new BrokenEpoch(
        "group",
        group,
        epoch.number(),
        named(author, people),
        "another member's agent renews them, or at once a manager: strongroom group rotate %s");
  }

  private static String named(UserId author, People people) {
    Person person = people.byId(author);
    return person.claimedName().isEmpty()
        ? author.toString()
        : person.claimedName() + " (" + author + ")";
  }

  /** For who would begin the next epoch, and would leave an earlier one behind. */
  AuthenticationException asNotWhole() {
    return exception(
        "of the earlier epochs you do not open all. Another member renews them, or a manager"
            + " without those, by strongroom "
            + what
            + " rotate %s --despite-unopened");
  }

  public AuthenticationException asException() {
    return exception(mending);
  }

  private AuthenticationException exception(String todo) {
    return new AuthenticationException(
        ErrorCode.GROUP_CHAIN,
        "the keys of this %s do not open to what the link says that began epoch %d, signed by %s: "
                .formatted(what, epoch, author)
            + todo.replace("%s", chain.toString()));
  }
}
