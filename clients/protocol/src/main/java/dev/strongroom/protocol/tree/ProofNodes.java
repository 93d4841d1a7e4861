package dev.strongroom.protocol.tree;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a proof, found by the hash of their bytes: whoever made the proof cannot choose
 * under which hash a node is found, so a walk from a trusted root meets only what that root commits
 * to.
 */
public final class ProofNodes implements NodeSource {
  /** Enough for 10,000 changes in a tree of a million leaves. */
  public static final int MAX_NODES = 500_000;

  private final Map<Hash, TreeNode> nodes = new HashMap<>();

  /**
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#LIMIT}, {@link
   *     ErrorCode#LISTING}, {@link ErrorCode#STATEMENT}
   */
  public ProofNodes(TreePurpose purpose, List<Bytes> encodings) {
    if (encodings.size() > MAX_NODES) {
      throw new MalformedException(ErrorCode.LIMIT, "a proof with too many nodes");
    }
    for (Bytes encoding : encodings) {
      TreeNode node = TreeNode.decode(purpose, encoding);
      nodes.put(node.hash(), node);
    }
  }

  @Override
  public TreeNode node(Hash hash) {
    TreeNode node = nodes.get(hash);
    return node == null ? NONE.node(hash) : node;
  }
}
