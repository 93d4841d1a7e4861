package dev.strongroom.protocol.content;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents under attack: threats T01 to T09, T23 and T57. */
class ContentTest {
  private static final int CHUNK = 16_400;
  private static final int FIRST_CHUNK = 57;

  private final long seed = Seed.ofThisRun();
  private final SecureRandom random = Seed.random(seed);
  private final OrganisationId organisation = new OrganisationId(Bytes.random(random, 32));
  private final ChainId room = new ChainId(Bytes.random(random, 32));
  private final ContentContext context = context();
  private final ContentKey key = ContentKey.random(random);

  private ContentContext context() {
    return new ContentContext(
        organisation, room, new ContentId(Bytes.random(random, ContentId.LENGTH_BYTES)));
  }

  /** A content as it is stored, and what its author signed of it. */
  private static final class Stored {
    private final byte[] bytes;
    private final Hash digest;
    private final List<Hash> leaves;

    Stored(byte[] bytes, Hash digest, List<Hash> leaves) {
      this.bytes = bytes;
      this.digest = digest;
      this.leaves = leaves;
    }

    byte[] bytes() {
      return bytes;
    }

    Hash digest() {
      return digest;
    }

    List<Hash> leaves() {
      return leaves;
    }
  }

  private Stored seal(byte[] plain, Padding padding) {
    return seal(plain, padding, context, key);
  }

  private Stored seal(byte[] plain, Padding padding, ContentContext in, ContentKey with) {
    try (ContentSealer sealer = ContentSealer.create(with, in, plain.length, padding, random)) {
      ContentLayout layout = sealer.layout();
      byte[] out = new byte[(int) layout.storedLength()];
      List<Hash> leaves = sealer.seal(0, (int) layout.pieceCount(), source(plain), out, 0);
      return new Stored(out, ContentDigest.root(leaves), leaves);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PlaintextSource source(byte[] plain) {
    return (offset, into, at, length) -> System.arraycopy(plain, (int) offset, into, at, length);
  }

  private byte[] open(byte[] stored, Hash digest, int size) {
    return open(stored, digest, size, context, key);
  }

  /** Opens whole, in parts of two pieces in random order, as a client with several workers does. */
  private byte[] open(byte[] stored, Hash digest, int size, ContentContext in, ContentKey with) {
    byte[] out = new byte[size];
    Bytes header = Bytes.of(Arrays.copyOf(stored, Math.min(stored.length, FIRST_CHUNK)));
    try (ContentOpener opener =
        ContentOpener.create(with, in, stored.length, digest, size, header)) {
      ContentLayout layout = opener.layout();
      List<Integer> parts =
          new ArrayList<>(IntStream.range(0, (int) (layout.pieceCount() + 1) / 2).boxed().toList());
      Collections.shuffle(parts, new Random(seed));
      for (int part : parts) {
        long first = part * 2L;
        int count = (int) Math.min(2, layout.pieceCount() - first);
        int start = (int) layout.pieceStart(first);
        int end = (int) layout.openEnd(layout.pieceStart(first + count));
        byte[] range = Arrays.copyOfRange(stored, start, end);
        opener.openPart(
            first,
            count,
            range,
            range.length,
            (offset, from, at, length) -> System.arraycopy(from, at, out, (int) offset, length));
      }
      opener.finishWhole();
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(int length) {
    return Bytes.random(random, length).toArray();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 255, 16_383, 16_384, 16_385, 32_768, 1_044_400, 1_048_000, 1_048_575, 1_048_576,
        2_097_152, 3_333_333
      })
  void sealAndOpen_anyLength_givesTheSameBytes(int length) {
    byte[] plain = bytes(length);
    for (Padding padding : Padding.values()) {
      Stored stored = seal(plain, padding);
      assertThat(open(stored.bytes(), stored.digest(), length))
          .as("seed %d", seed)
          .isEqualTo(plain);
    }
  }

  @Test
  void seal_inRangesOfAnyOrder_givesTheSameBytesAsInOne() throws IOException {
    byte[] plain = bytes(5_000_000);
    try (ContentSealer sealer =
        ContentSealer.create(key, context, plain.length, Padding.PADME, random)) {
      ContentLayout layout = sealer.layout();
      byte[] whole = new byte[(int) layout.storedLength()];
      List<Hash> leaves = sealer.seal(0, (int) layout.pieceCount(), source(plain), whole, 0);
      for (long piece = layout.pieceCount() - 1; piece >= 0; piece--) {
        byte[] one = new byte[(int) (layout.pieceStart(piece + 1) - layout.pieceStart(piece))];
        List<Hash> leaf = sealer.seal(piece, 1, source(plain), one, 0);
        int from = (int) layout.pieceStart(piece);
        assertThat(one).isEqualTo(Arrays.copyOfRange(whole, from, from + one.length));
        assertThat(leaf).containsExactly(leaves.get((int) piece));
      }
    }
  }

  @Test
  void range_ofAnyPlace_isThatPartOfTheWhole() throws IOException {
    byte[] plain = bytes(3_000_000);
    Stored stored = seal(plain, Padding.PADME);
    Random places = new Random(seed);
    for (int i = 0; i < 40; i++) {
      int offset = places.nextInt(plain.length);
      int length = places.nextInt(Math.min(200_000, plain.length - offset) + 1);
      assertThat(range(stored, stored.bytes(), plain.length, offset, length))
          .as("seed %d, %d bytes at %d", seed, length, offset)
          .isEqualTo(Arrays.copyOfRange(plain, offset, offset + length));
    }
  }

  private byte[] range(Stored signed, byte[] served, int size, int offset, int length)
      throws IOException {
    Bytes header = Bytes.of(Arrays.copyOf(served, FIRST_CHUNK));
    try (ContentOpener opener =
        ContentOpener.create(key, context, served.length, signed.digest(), size, header)) {
      ContentLayout layout = opener.layout();
      int start = (int) layout.pieceStart(opener.firstPieceOf(offset));
      int end = (int) layout.pieceStart(opener.endPieceOf(offset, length));
      List<Hash> leaves =
          ContentDigest.verifyLeaves(
              layout, ContentDigest.encodeLeaves(signed.leaves()), signed.digest());
      return opener.openRange(leaves, offset, length, Arrays.copyOfRange(served, start, end));
    }
  }

  @Test
  void t01_anyBitFlipped_isRefused() {
    byte[] plain = bytes(300);
    Stored stored = seal(plain, Padding.NONE);
    for (int bit = 0; bit < stored.bytes().length * 8; bit++) {
      byte[] flipped = stored.bytes().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      ErrorCode expected =
          bit < 8
              ? ErrorCode.SUITE_UNKNOWN
              : bit < FIRST_CHUNK * 8 ? ErrorCode.KEY_COMMIT : ErrorCode.CT_CORRUPT;
      assertRefused(expected, () -> open(flipped, stored.digest(), plain.length));
    }
  }

  @Test
  void t02_chunksSwapped_ctCorrupt() {
    byte[] plain = bytes(80_000);
    Stored stored = seal(plain, Padding.NONE);
    byte[] swapped = stored.bytes().clone();
    System.arraycopy(stored.bytes(), FIRST_CHUNK, swapped, FIRST_CHUNK + CHUNK, CHUNK);
    System.arraycopy(stored.bytes(), FIRST_CHUNK + CHUNK, swapped, FIRST_CHUNK, CHUNK);
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(swapped, stored.digest(), plain.length));
  }

  @Test
  void t03_chunkOfAnotherFileUnderTheSameKey_ctCorrupt() {
    byte[] plain = bytes(80_000);
    Stored stored = seal(plain, Padding.NONE);
    Stored other = seal(bytes(80_000), Padding.NONE);
    byte[] mixed = stored.bytes().clone();
    System.arraycopy(other.bytes(), FIRST_CHUNK, mixed, FIRST_CHUNK, CHUNK);
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(mixed, stored.digest(), plain.length));
  }

  @Test
  void t04_cutAtAChunkBorder_isTruncatedOrOfAnotherLength() {
    byte[] plain = bytes(80_000);
    Stored stored = seal(plain, Padding.NONE);
    byte[] atBorder = Arrays.copyOf(stored.bytes(), FIRST_CHUNK + 2 * CHUNK);
    assertRefused(ErrorCode.CT_TRUNCATED, () -> open(atBorder, stored.digest(), 32_768));
  }

  @Test
  void t04_everyTruncation_isRefused() {
    byte[] plain = bytes(200);
    Stored stored = seal(plain, Padding.NONE);
    for (int length = 1; length < stored.bytes().length; length++) {
      byte[] cut = Arrays.copyOf(stored.bytes(), length);
      assertThatThrownBy(() -> open(cut, stored.digest(), plain.length))
          .as("cut to %d", length)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void t05_bytesAddedBehindTheEnd_ctCorrupt() {
    byte[] plain = bytes(200);
    Stored stored = seal(plain, Padding.NONE);
    byte[] longer = Arrays.copyOf(stored.bytes(), stored.bytes().length + 7);
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(longer, stored.digest(), plain.length));
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(longer, stored.digest(), plain.length + 7));
  }

  @Test
  void t06_headOfOneRevisionWithTailOfAnother_ctCorrupt() {
    byte[] plain = bytes(80_000);
    Stored one = seal(plain, Padding.NONE);
    Stored two = seal(plain, Padding.NONE);
    byte[] mixed = one.bytes().clone();
    int half = FIRST_CHUNK + 2 * CHUNK;
    System.arraycopy(two.bytes(), half, mixed, half, mixed.length - half);
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(mixed, one.digest(), plain.length));
  }

  @Test
  void t08_rangeWithFewerOrMoreBytes_ctCorrupt() {
    byte[] plain = bytes(2_500_000);
    Stored stored = seal(plain, Padding.NONE);
    byte[] longer = Arrays.copyOf(stored.bytes(), stored.bytes().length + 1);
    Bytes header = Bytes.of(Arrays.copyOf(stored.bytes(), FIRST_CHUNK));
    try (ContentOpener opener =
        ContentOpener.create(
            key, context, stored.bytes().length, stored.digest(), plain.length, header)) {
      byte[] fewer = Arrays.copyOf(stored.bytes(), ContentLayout.PIECE_BYTES - 1);
      assertRefused(ErrorCode.CT_CORRUPT, () -> opener.openRange(stored.leaves(), 0, 10, fewer));
      assertRefused(ErrorCode.CT_CORRUPT, () -> opener.openRange(stored.leaves(), 0, 10, longer));
    }
  }

  @Test
  void t09_onlyTheLastChunkBad_isFoundBeforeTheWholeIsGood() {
    byte[] plain = bytes(3_000_000);
    Stored stored = seal(plain, Padding.NONE);
    stored.bytes()[stored.bytes().length - 1] ^= 1;
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(stored.bytes(), stored.digest(), plain.length));
  }

  @Test
  void t23_contentOfAnotherRoomOrContentId_keyCommit() {
    byte[] plain = bytes(100);
    Stored stored = seal(plain, Padding.NONE);
    ContentContext anotherContent = context();
    ContentContext anotherRoom =
        new ContentContext(
            organisation,
            new ChainId(Bytes.random(random, ChainId.LENGTH_BYTES)),
            context.content());
    for (ContentContext other : List.of(anotherContent, anotherRoom)) {
      assertRefused(
          ErrorCode.KEY_COMMIT,
          () -> open(stored.bytes(), stored.digest(), plain.length, other, key));
    }
  }

  @Test
  void t57_otherContentsByAReader_ctDigestWholeAndInARange() {
    byte[] plain = bytes(2_500_000);
    Stored signed = seal(plain, Padding.NONE);
    Stored forged = seal(bytes(2_500_000), Padding.NONE);
    assertRefused(ErrorCode.CT_DIGEST, () -> open(forged.bytes(), signed.digest(), plain.length));
    assertRefused(ErrorCode.CT_DIGEST, () -> range(signed, forged.bytes(), plain.length, 1000, 50));
    assertRefused(
        ErrorCode.CT_DIGEST,
        () ->
            ContentDigest.verifyLeaves(
                ContentLayout.ofStored(forged.bytes().length),
                ContentDigest.encodeLeaves(forged.leaves()),
                signed.digest()));
  }

  @Test
  void padding_hidingSomething_ctCorrupt() {
    byte[] padded = bytes(1_100);
    Stored stored = seal(padded, Padding.NONE);
    int size = 1_090;
    assertThat(Padding.PADME.paddedLength(size)).isEqualTo(1_152);
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(stored.bytes(), stored.digest(), size));
    byte[] full = bytes((int) Padding.PADME.paddedLength(size));
    Stored hiding = seal(full, Padding.NONE);
    assertRefused(ErrorCode.CT_CORRUPT, () -> open(hiding.bytes(), hiding.digest(), size));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 9, 100, 1_000, 65_537, 1_000_000, 123_456_789_012L})
  void padme_neverShorterAndAtMostTwelvePercentMore(long length) {
    long padded = Padding.PADME.paddedLength(length);
    assertThat(padded).isBetween(length, length + length * 12 / 100 + 1);
    assertThat(Padding.PADME.paddedLength(padded)).isEqualTo(padded);
  }
}
