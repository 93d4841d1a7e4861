package dev.strongroom.protocol.name;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The blind index of a name: HMAC-SHA-256 under the room's index key. The server learns that two
 * names in one folder are equal or not, and no more.
 */
public final class NameIndex {
  public static final int LENGTH_BYTES = 32;

  private NameIndex() {}

  public static Bytes of(SecretBytes indexKey, NodeId parent, NodeName name) {
    return mac(indexKey, Context.bare("name-index").with(parent.value()).with(name.value()));
  }

  /** In the bin a node is indexed by its id, so that two deleted files of one name do not meet. */
  public static Bytes binned(SecretBytes indexKey, NodeId bin, NodeId node) {
    return mac(indexKey, Context.bare("bin-index").with(bin.value()).with(node.value()));
  }

  private static Bytes mac(SecretBytes indexKey, Context context) {
    return indexKey.with(key -> {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Bytes.of(mac.doFinal(context.encode().toArray()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
      }
    });
  }
}
