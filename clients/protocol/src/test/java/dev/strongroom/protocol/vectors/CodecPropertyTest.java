package dev.strongroom.protocol.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.json.JsonValue;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every codec against bytes that somebody has changed: what comes out is the same bytes again or a
 * typed refusal, and never anything else.
 */
class CodecPropertyTest {
  private static final int ROUNDS = 3_000;
  private final long seed = Seed.ofThisRun();
  private final SecureRandom random = Seed.random(seed);

  private static JsonNode worked() {
    try {
      return new ObjectMapper()
          .readTree(Files.readString(Path.of("src/test/resources/vectors/worked.json")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A codec, and something good for it; {@code read} gives what it would write again, if known. */
  record Codec(String name, Bytes good, Function<Bytes, Optional<Bytes>> read) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Codec> codecs() {
    JsonNode all = worked();
    List<Codec> codecs = new ArrayList<>();
    statement(codecs, StatementKind.POLICY, all.path("policy"), Policy::decode);
    statement(codecs, StatementKind.IDENTITY, all.path("identity"), Identity::decode);
    statement(codecs, StatementKind.GROUP, all.at("/group/links/1"), GroupLink::decode);
    statement(codecs, StatementKind.ROOM, all.at("/room/links/1"), RoomLink::decode);
    statement(codecs, StatementKind.COMMIT, all.path("commit"), Commit::decode);
    statement(codecs, StatementKind.PROPOSAL, all.path("proposal"), Proposal::decode);
    OrganisationId organisation = OrganisationId.parse(all.path("organisation").asText());
    ChainId room = ChainId.parse(all.at("/room/links/0/hash").asText());
    codecs.add(
        new Codec(
            "record",
            Bytes.fromHex(all.at("/file/record").asText()),
            bytes -> Optional.of(ChangeRecord.decode(organisation, room, bytes).encode())));
    for (JsonNode node : all.at("/stateTree/proofOfPresence")) {
      codecs.add(
          new Codec(
              "tree node",
              Bytes.fromHex(node.asText()),
              bytes -> Optional.of(TreeNode.decode(TreePurpose.STATE, bytes).encode())));
    }
    codecs.add(
        new Codec(
            "slot",
            Bytes.utf8(all.at("/slot/slot").asText()),
            bytes -> {
              assertThat(PassphraseSlot.decode(bytes)).isNotNull();
              return Optional.empty();
            }));
    codecs.add(
        new Codec(
            "directory entry",
            DirectoryEntry.identity(
                    new UserId(Bytes.fromBase64Url(all.at("/identity/user").asText())),
                    0,
                    Hash.parse(all.at("/identity/hash").asText()))
                .encode(),
            bytes -> Optional.of(DirectoryEntry.decode(bytes).encode())));
    return codecs.stream();
  }

  private static void statement(
      List<Codec> codecs, StatementKind kind, JsonNode vector, Function<Envelope, ?> decode) {
    List<Envelope.Signature> signatures = oneSignature();
    codecs.add(
        new Codec(
            kind + " envelope",
            Bytes.utf8(vector.path("envelope").asText()),
            bytes -> {
              assertThat(decode.apply(Envelope.decode(kind, bytes))).isNotNull();
              return Optional.empty();
            }));
    codecs.add(
        new Codec(
            kind + " payload",
            Bytes.utf8(vector.path("payload").asText()),
            bytes -> {
              assertThat(decode.apply(new Envelope(kind, bytes, signatures))).isNotNull();
              return Optional.empty();
            }));
  }

  private static List<Envelope.Signature> oneSignature() {
    JsonNode all = worked();
    return Envelope.decode(StatementKind.POLICY, Bytes.utf8(all.at("/policy/envelope").asText()))
        .signatures();
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void bytes_changedAnyhow_areReadAsTheyAre_orRefusedWithAType(Codec codec) {
    codec.read().apply(codec.good()).ifPresent(same -> assertThat(same).isEqualTo(codec.good()));
    for (int round = 0; round < ROUNDS; round++) {
      Bytes changed = change(codec.good());
      try {
        codec
            .read()
            .apply(changed)
            .ifPresent(again -> assertThat(again).as("seed " + seed).isEqualTo(changed));
      } catch (ProtocolException refused) {
        assertThat(refused.code()).isNotNull();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError(
            "%s, seed %d, round %d: %s".formatted(codec, seed, round, changed.toHex()), e);
      }
    }
  }

  private Bytes change(Bytes good) {
    byte[] bytes = good.toArray();
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return switch (random.nextInt(6)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield Bytes.of(bytes);
      }
      case 1 -> {
        System.arraycopy(noise, 0, bytes, at, length);
        yield Bytes.of(bytes);
      }
      case 2 -> good.slice(0, at);
      case 3 -> join(good.slice(0, at), good.slice(at + length, good.length()));
      case 4 -> join(good.slice(0, at), Bytes.of(noise), good.slice(at, good.length()));
      default ->
          join(
              good.slice(0, at + length),
              good.slice(at, at + length),
              good.slice(at + length, good.length()));
    };
  }

  private static Bytes join(Bytes... parts) {
    int length = 0;
    for (Bytes part : parts) {
      length += part.length();
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Bytes part : parts) {
      part.copyTo(joined, at);
      at += part.length();
    }
    return Bytes.of(joined);
  }

  @Test
  void payload_changedUnderItsSignature_isRefused() {
    JsonNode all = worked();
    Envelope good =
        Envelope.decode(StatementKind.POLICY, Bytes.utf8(all.at("/policy/envelope").asText()));
    VerifyingKey root = Policy.decode(good).body().rootKey();
    good.verify(List.of(root));
    for (int round = 0; round < ROUNDS; round++) {
      Bytes changed = change(good.payload());
      if (!changed.equals(good.payload())) {
        Envelope forged = new Envelope(good.kind(), changed, good.signatures());
        refused(ErrorCode.STATEMENT, round, () -> forged.verify(List.of(root)));
      }
    }
  }

  @Test
  void sealed_changedAnyhow_opensToNothing() {
    JsonNode all = worked();
    OrganisationId organisation = OrganisationId.parse(all.path("organisation").asText());
    Organisation people = new Organisation(random);
    try (EpochSecret secret = EpochSecret.random(organisation, random);
        ChainBox box = ChainBox.ofRoom("name", random);
        NodeKey key = NodeKey.random(random)) {
      Bytes sealedBox = box.seal(organisation, secret, random);
      Hash record = Hash.parse(all.at("/file/recordHash").asText());
      ChainId room = new ChainId(people.id().value());
      Bytes wrap = key.wrap(secret, organisation, room, record, random);
      for (int round = 0; round < 300; round++) {
        Bytes changedBox = change(sealedBox);
        Bytes changedWrap = change(wrap);
        if (!changedBox.equals(sealedBox)) {
          refused(
              null,
              round,
              () ->
                  ChainBox.open(
                          ChainBox.Kind.ROOM,
                          organisation,
                          secret,
                          changedBox,
                          box.commitment(organisation))
                      .close());
        }
        if (!changedWrap.equals(wrap)) {
          refused(
              null,
              round,
              () -> NodeKey.unwrap(secret, organisation, room, record, changedWrap).close());
        }
      }
    }
  }

  private void refused(@Nullable ErrorCode code, int round, Runnable attack) {
    try {
      attack.run();
    } catch (ProtocolException e) {
      if (code != null) {
        assertThat(e.code()).isEqualTo(code);
      }
      return;
    }
    throw new AssertionError("taken as good: seed %d, round %d".formatted(seed, round));
  }

  @Test
  void json_ofAnyShape_isReadAndWrittenTheSame() {
    for (int round = 0; round < 500; round++) {
      JsonObject made = object(0);
      Bytes written = made.encode();
      assertThat(JsonObject.parse(written, 1 << 20).encode())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(written);
    }
  }

  private JsonObject object(int depth) {
    JsonObject.Builder out = JsonObject.builder();
    int fields = random.nextInt(5);
    for (int i = 0; i < fields; i++) {
      String name = "f" + i + text(random.nextInt(4));
      switch (random.nextInt(depth < 2 ? 6 : 4)) {
        case 0 -> out.put(name, text(random.nextInt(30)));
        case 1 -> out.put(name, random.nextLong(1L << 53));
        case 2 -> out.put(name, random.nextBoolean());
        case 3 -> out.putTexts(name, List.of(text(3), text(0)));
        case 4 -> out.put(name, (JsonValue) object(depth + 1));
        default -> out.put(name, List.of(object(depth + 1), object(depth + 1)));
      }
    }
    return out.build();
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int[] kinds = {
        random.nextInt(0x20), '"', '\\', 'a' + random.nextInt(26), 0xe4, 0x4e2d, 0x1f512
      };
      text.appendCodePoint(kinds[random.nextInt(kinds.length)]);
    }
    return text.toString();
  }
}
