package dev.strongroom.protocol.vectors;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.Transition;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentDigest;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.node.TreeValue;
import dev.strongroom.protocol.proposal.Proposals;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One small organisation, worked through with scripted randomness: each step as a vector. */
final class Worked {
  private final Script random = new Script("strongroom vectors 1");
  private final Organisation organisation = new Organisation(random);
  private final Chains chains = new Chains(organisation);

  static Map<String, Object> all() throws IOException {
    return new Worked().work();
  }

  private Map<String, Object> work() throws IOException {
    Organisation.Somebody manager = organisation.somebody("subject-of-the-manager");
    Organisation.Somebody member = organisation.somebody("subject-of-the-member");
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("organisation", organisation.id().toString());
    all.put("policy", statement(organisation.policy()));
    all.put("identity", identity(manager));
    all.put("slot", slot(manager));
    Keys group = new Keys(ChainBox.ofGroup("Staff", random));
    GroupState state = group(all, manager, member, group);
    Keys keys = new Keys(ChainBox.ofRoom("Payroll", random));
    RoomState room = room(all, manager, state, keys);
    all.put("history", history(keys));
    contents(all, manager, room, keys);
    all.put("merkle", merkle());
    all.put("proposal", statement(Proposals.of(organisation, manager, room, member, Role.EDITOR)));
    return all;
  }

  private static Map<String, Object> statement(Signed<?> signed) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("payload", new String(signed.envelope().payload().toArray(), StandardCharsets.UTF_8));
    out.put("envelope", new String(signed.envelope().encode().toArray(), StandardCharsets.UTF_8));
    out.put("hash", signed.hash().toString());
    return out;
  }

  private static Map<String, Object> identity(Organisation.Somebody who) {
    Map<String, Object> out = statement(who.identity());
    out.put("identitySecret", hex(who.secret().value()));
    out.put("kemKey", who.keys().kem().publicKey().value().toHex());
    out.put("signingKey", who.keys().signing().verifyingKey().value().toHex());
    out.put("user", who.user().toString());
    out.put("claimSalt", who.claim().salt().toHex());
    out.put("fingerprint", Fingerprint.of(who.identity().hash()).toString());
    return out;
  }

  private static String hex(SecretBytes secret) {
    return secret.with(bytes -> Bytes.of(bytes).toHex());
  }

  private Map<String, Object> slot(Organisation.Somebody who) {
    Map<String, Object> out = new LinkedHashMap<>();
    try (AccountSecret account = AccountSecret.random(random);
        SecretBytes passphrase =
            SecretBytes.takeOver("correct horse".getBytes(StandardCharsets.UTF_8));
        SlotContents contents =
            new SlotContents(
                IdentitySecret.of(who.secret().value().copy()),
                organisation.id(),
                0,
                organisation.policy().hash())) {
      PassphraseSlot slot =
          PassphraseSlot.seal(
              contents, who.user(), 1, passphrase, account, Argon2Parameters.DEFAULT, random);
      out.put("passphrase", "correct horse");
      out.put("accountSecret", hex(account.value()));
      out.put("printed", new String(account.toPrintable()));
      out.put("slot", new String(slot.encode().toArray(), StandardCharsets.UTF_8));
    }
    return out;
  }

  /** An epoch with its box. */
  private final class Keys {
    private final ChainBox box;
    private final EpochSecret secret;
    private final Bytes drawn;
    private final Bytes sealed;
    private final EpochInfo info;

    Keys(ChainBox box) {
      this.box = box;
      this.secret = EpochSecret.random(organisation.id(), random);
      this.drawn = random.last();
      this.sealed = box.seal(organisation.id(), secret, random);
      this.info =
          new EpochInfo(
              1,
              secret.publicKey(),
              Optional.empty(),
              Sha256.of(sealed),
              box.commitment(organisation.id()));
    }

    Map<String, Object> vector() {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("epochSecret", drawn.toHex());
      out.put("epochKey", secret.publicKey().value().toHex());
      out.put("nodeWrapKey", hex(secret.nodeWrapKey()));
      out.put("name", box.name());
      out.put("box", sealed.toHex());
      out.put("commitment", box.commitment(organisation.id()).toString());
      return out;
    }
  }

  private GroupState group(
      Map<String, Object> all,
      Organisation.Somebody manager,
      Organisation.Somebody member,
      Keys keys) {
    var first =
        chains.group(
            Optional.empty(), manager, List.of(Chains.put(manager, GroupRole.MANAGER)), keys.info);
    GroupState one = chains.remember(chains.groupChain().first(first, Order.NOW));
    var second =
        chains.group(
            Optional.of(one), manager, List.of(Chains.put(member, GroupRole.MEMBER)), keys.info);
    Map<String, Object> out = keys.vector();
    out.put("links", List.of(statement(first), statement(second)));
    all.put("group", out);
    return chains.remember(chains.groupChain().next(one, second, Order.NOW));
  }

  private RoomState room(
      Map<String, Object> all, Organisation.Somebody manager, GroupState group, Keys keys) {
    var first =
        chains.room(
            Optional.empty(),
            Cause.CREATE,
            manager,
            List.of(Chains.grant(manager, Role.MANAGER)),
            List.of(),
            keys.info);
    RoomState one = chains.roomChain().first(first, Order.NOW);
    var second =
        chains.room(
            Optional.of(one),
            Cause.CHANGE,
            manager,
            List.of(Chains.grant(group.id(), Role.VIEWER)),
            List.of(group.asHead()),
            keys.info);
    Map<String, Object> out = keys.vector();
    out.put("indexKey", hex(keys.box.indexKey()));
    out.put("links", List.of(statement(first), statement(second)));
    all.put("room", out);
    return chains.roomChain().next(one, second, Order.NOW);
  }

  /** The history box of an epoch 2 that seals the room's epoch 1. */
  private Map<String, Object> history(Keys first) {
    try (EpochSecret second = EpochSecret.random(organisation.id(), random)) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("epochSecret", random.last().toHex());
      out.put(
          "box",
          HistoryBox.seal(organisation.id(), second, Map.of(1L, first.secret), random).toHex());
      return out;
    }
  }

  private void contents(
      Map<String, Object> all, Organisation.Somebody manager, RoomState room, Keys keys)
      throws IOException {
    RoomFolders folders = RoomFolders.of(organisation.id(), room.id());
    NodeName name = NodeName.of("salaries.txt");
    Bytes index = NameIndex.of(keys.box.indexKey(), folders.root(), name);
    NodeId node = new NodeId(Bytes.random(random, NodeId.LENGTH_BYTES));
    ContentKey contentKey = ContentKey.random(random);
    Bytes contentKeyBytes = random.last();
    BlobRef content = content(all, room.id(), contentKey, contentKeyBytes);
    NodeKey nodeKey = NodeKey.random(random);
    Bytes nodeKeyBytes = random.last();
    Metadata metadata =
        new Metadata(
            name,
            "text/plain",
            Organisation.TIME,
            PLAINTEXT.length(),
            Optional.of(contentKey),
            Optional.empty());
    Bytes sealed =
        metadata.seal(
            nodeKey,
            new Metadata.Place(organisation.id(), room.id(), node, 1, Optional.empty()),
            random);
    ChangeRecord record =
        new ChangeRecord(
            organisation.id(),
            room.id(),
            node,
            ChangeRecord.Kind.FILE,
            1,
            Optional.empty(),
            folders.root(),
            index,
            sealed,
            Optional.of(content),
            1);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("rootFolder", folders.root().toString());
    out.put("bin", folders.bin().toString());
    out.put("name", "salaries.txt");
    out.put("nameIndex", index.toHex());
    out.put("nodeKey", nodeKeyBytes.toHex());
    out.put("sealedMetadata", sealed.toHex());
    out.put("record", record.encode().toHex());
    out.put("recordHash", record.hash().toString());
    out.put("treeKey", record.treeKey().toHex());
    out.put("treeValue", record.treeValue().toHex());
    out.put(
        "wrap",
        nodeKey.wrap(keys.secret, organisation.id(), room.id(), record.hash(), random).toHex());
    all.put("file", out);
    commit(all, manager, room, record, folders);
  }

  private static final String PLAINTEXT = "manager 1\nmember 2\n";

  private BlobRef content(Map<String, Object> all, ChainId room, ContentKey key, Bytes keyBytes)
      throws IOException {
    ContentId id = new ContentId(Bytes.random(random, ContentId.LENGTH_BYTES));
    Bytes plain = Bytes.utf8(PLAINTEXT);
    try (ContentSealer sealer =
        ContentSealer.create(
            key,
            new ContentContext(organisation.id(), room, id),
            plain.length(),
            Padding.PADME,
            random)) {
      byte[] stored = new byte[(int) sealer.layout().storedLength()];
      List<Hash> leaves =
          sealer.seal(
              0,
              (int) sealer.layout().pieceCount(),
              (offset, into, at, length) ->
                  plain.slice((int) offset, (int) offset + length).copyTo(into, at),
              stored,
              0);
      Hash digest = ContentDigest.root(leaves);
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("contentId", id.toString());
      out.put("contentKey", keyBytes.toHex());
      out.put("plaintext", PLAINTEXT);
      out.put("stored", Bytes.of(stored).toHex());
      out.put("leafList", ContentDigest.encodeLeaves(leaves).toHex());
      out.put("digest", digest.toString());
      all.put("content", out);
      return new BlobRef(id, Bytes.random(random, BlobRef.BLOB_ID_BYTES), 0, stored.length, digest);
    }
  }

  private void commit(
      Map<String, Object> all,
      Organisation.Somebody manager,
      RoomState room,
      ChangeRecord record,
      RoomFolders folders) {
    SparseTree tree =
        Transition.apply(
            SparseTree.empty(TreePurpose.STATE), folders, List.of(record), _ -> Optional.empty());
    Signed<Commit> commit =
        Commit.sign(
            new Commit(
                organisation.header(0, Optional.empty(), manager),
                room.id(),
                MerkleLog.root(List.of()),
                room.sequence(),
                room.head(),
                Optional.empty(),
                manager.author(),
                1,
                1,
                MerkleLog.root(List.of(record.changesLeaf())),
                1,
                List.of(),
                tree.rootHash(),
                organisation.note()),
            manager.keys().signing());
    all.put("commit", statement(commit));
    all.put("stateTree", stateTree());
  }

  /** Five leaves, and what proves one that is there and one that is not. */
  private static Map<String, Object> stateTree() {
    SparseTree tree = SparseTree.empty(TreePurpose.STATE);
    List<Map<String, Object>> leaves = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Bytes key = Sha256.of(Bytes.utf8("key " + i)).value();
      Bytes value =
          new TreeValue(
                  new NodeId(Sha256.of(Bytes.utf8("node " + i)).value().slice(0, 16)),
                  Sha256.of(Bytes.utf8("record " + i)))
              .encode();
      tree = tree.put(key, value);
      leaves.add(Map.of("leaf", List.of(key.toHex(), value.toHex(), tree.rootHash().toString())));
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("empty", TreePurpose.STATE.emptyRoot().toString());
    out.put("leaves", leaves);
    for (int i : new int[] {3, 7}) {
      Bytes key = Sha256.of(Bytes.utf8("key " + i)).value();
      out.put(
          i == 3 ? "proofOfPresence" : "proofOfAbsence",
          tree.proofOf(List.of(key)).stream().map(TreeNode::encode).map(Bytes::toHex).toList());
    }
    return out;
  }

  private static Map<String, Object> merkle() {
    List<Hash> leaves = new ArrayList<>();
    List<String> roots = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      leaves.add(MerkleLog.leaf(Bytes.utf8("leaf " + i)));
      roots.add(MerkleLog.root(leaves).toString());
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("roots", roots);
    out.put(
        "inclusionOf5In7", MerkleLog.inclusion(leaves, 5).stream().map(Hash::toString).toList());
    out.put(
        "consistencyFrom3To7",
        MerkleLog.consistency(leaves, 3).stream().map(Hash::toString).toList());
    return out;
  }
}
