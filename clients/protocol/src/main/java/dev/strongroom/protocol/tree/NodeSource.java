package dev.strongroom.protocol.tree;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;

/** Finds nodes by their hash: a service's store, or the nodes of a proof. */
@FunctionalInterface
public interface NodeSource {
  /** No nodes at all: what an empty tree or a proof without nodes has. */
  NodeSource NONE =
      hash -> {
        throw new AuthenticationException(ErrorCode.LISTING, "a node of the tree is missing");
      };

  /**
   * @throws AuthenticationException {@link ErrorCode#LISTING} if there is no such node
   */
  TreeNode node(Hash hash);
}
