package dev.strongroom.sdk.room;

import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.sdk.chain.RoomDirectory;
import java.util.Optional;

/**
 * Whether somebody may have lost his writing, or a key that wrote, since a room's head was made:
 * then an empty commit is due, behind which nothing can be dated back (T71). May say so once too
 * often, where he still writes in another way.
 */
final class EndedWriting {
  private final RoomState newest;
  private final Identities people;

  private EndedWriting(RoomState newest, Identities people) {
    this.newest = newest;
    this.people = people;
  }

  static boolean since(RoomDirectory.OpenRoom room, RoomHead head) {
    EndedWriting now = new EndedWriting(room.newest(), room.people());
    return head.commit()
        .map(commit -> commit.body())
        .filter(commit -> now.hasEnded(commit, room.citedBy(commit.linkSequence(), commit.link())))
        .isPresent();
  }

  private boolean hasEnded(Commit head, RoomState cited) {
    long known = Checkpoints.sizeOf(head.directory());
    return cited.grants().values().stream()
        .filter(grant -> grant.role().writes())
        .anyMatch(grant -> hasEnded(grant, cited, known));
  }

  private boolean hasEnded(Grant before, RoomState cited, long known) {
    Optional<Grant> now = Optional.ofNullable(newest.grants().get(before.grantee()));
    boolean same =
        now.filter(grant -> grant.role().writes())
            .filter(grant -> grant.identity().equals(before.identity()))
            .isPresent();
    return !same
        || switch (before.grantee()) {
          case Grantee.User(UserId user) -> people.mayHaveChangedSince(user, known);
          // Who leaves a group, or gives up a key in it, makes it begin an epoch.
          case Grantee.Group(var group) ->
              !Optional.ofNullable(newest.epochGroups().get(group))
                  .equals(Optional.ofNullable(cited.epochGroups().get(group)));
        };
  }
}
