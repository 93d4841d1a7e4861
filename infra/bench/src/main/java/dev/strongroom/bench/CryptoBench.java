package dev.strongroom.bench;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentDigest;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentLayout;
import dev.strongroom.protocol.content.ContentOpener;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.content.PlaintextSource;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.seal.ChunkCipher;
import dev.strongroom.protocol.seal.Cobblestone;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** What the protocol costs beside the bare primitives of the JDK over the same bytes. */
final class CryptoBench {
  private static final int BYTES = 64 << 20;
  private static final int CHUNK = Cobblestone.CHUNK_BYTES;
  private static final int PIECES = 8;
  private static final int SEALED = Cobblestone.SEALED_CHUNK_BYTES;

  private final SecureRandom random = new SecureRandom();
  private final byte[] plain = new byte[BYTES];
  private final ContentKey key = ContentKey.random(random);
  private final ContentContext context =
      new ContentContext(
          new OrganisationId(Bytes.random(random, 32)),
          new ChainId(Bytes.random(random, 32)),
          new ContentId(Bytes.random(random, 16)));
  private final PlaintextSource source =
      (offset, into, at, length) -> System.arraycopy(plain, (int) offset, into, at, length);

  CryptoBench() {
    random.nextBytes(plain);
  }

  Map<String, Ratio> run() throws Exception {
    Map<String, Ratio> ratios = new LinkedHashMap<>();
    Bare one = new Bare();
    byte[] sealed = new byte[(BYTES / CHUNK) * SEALED];
    byte[] opened = new byte[CHUNK];
    try (SecretBytes chunkKey = SecretBytes.random(random, 32);
        Cobblestone message =
            Cobblestone.derive(
                chunkKey, Bytes.random(random, Cobblestone.SALT_BYTES), Context.bare("bench"))) {
      ChunkCipher cipher = message.newChunkCipher();
      ratios.put(
          "encrypt_ratio",
          Ratio.measure(() -> encrypt(cipher, sealed), BYTES, () -> one.encrypt(plain), BYTES));
      byte[] ours = sealed.clone();
      encrypt(cipher, ours);
      one.encrypt(plain);
      ratios.put(
          "decrypt_ratio",
          Ratio.measure(() -> decrypt(cipher, ours, opened), BYTES, one::decrypt, BYTES));
    }
    contents(ratios, one);
    ratios.put("unwrap_ratio_vs_rsa", unwraps());
    return ratios;
  }

  private void encrypt(ChunkCipher cipher, byte[] sealed) {
    for (int chunk = 0; chunk < BYTES / CHUNK; chunk++) {
      cipher.seal(chunk, plain, chunk * CHUNK, CHUNK, sealed, chunk * SEALED);
    }
  }

  private static void decrypt(ChunkCipher cipher, byte[] sealed, byte[] opened) {
    for (int chunk = 0; chunk < BYTES / CHUNK; chunk++) {
      cipher.open(chunk, sealed, chunk * SEALED, SEALED, opened, 0);
    }
  }

  private void contents(Map<String, Ratio> ratios, Bare one) throws Exception {
    try (ContentSealer sealer = ContentSealer.create(key, context, BYTES, Padding.NONE, random)) {
      ContentLayout layout = sealer.layout();
      byte[] stored = new byte[(int) layout.storedLength()];
      int pieces = (int) layout.pieceCount();
      ratios.put(
          "seal_ratio",
          Ratio.measure(
              () -> seal(sealer, 0, pieces, stored),
              BYTES,
              () -> one.encryptAndHash(plain),
              BYTES));
      List<Hash> leaves = sealer.seal(0, pieces, source, stored, 0);
      Hash digest = ContentDigest.root(leaves);
      List<byte[]> parts = parts(layout, stored);
      ratios.put(
          "open_ratio",
          Ratio.measure(() -> open(layout, parts, digest), BYTES, one::decryptAndHash, BYTES));
      byte[] second = new byte[stored.length];
      Bare two = new Bare();
      ratios.put(
          "two_core_ratio",
          Ratio.measure(
              () ->
                  both(
                      () -> seal(sealer, 0, pieces, stored), () -> seal(sealer, 0, pieces, second)),
              2.0 * BYTES,
              () -> both(() -> one.encryptAndHash(plain), () -> two.encryptAndHash(plain)),
              2.0 * BYTES));
    }
  }

  /** In parts of eight pieces, as the client does. */
  private void seal(ContentSealer sealer, int from, int to, byte[] stored) throws Exception {
    for (int piece = from; piece < to; piece += PIECES) {
      int at = (int) sealer.layout().pieceStart(piece);
      sealer.seal(piece, Math.min(PIECES, to - piece), source, stored, at);
    }
  }

  /** What the client's requests would bring: each part with the overlap that opening it needs. */
  private static List<byte[]> parts(ContentLayout layout, byte[] stored) {
    List<byte[]> parts = new ArrayList<>();
    for (long piece = 0; piece < layout.pieceCount(); piece += PIECES) {
      long end = layout.pieceStart(Math.min(piece + PIECES, layout.pieceCount()));
      parts.add(
          Arrays.copyOfRange(stored, (int) layout.pieceStart(piece), (int) layout.openEnd(end)));
    }
    return parts;
  }

  private void open(ContentLayout layout, List<byte[]> parts, Hash digest) throws Exception {
    Bytes header = Bytes.of(parts.getFirst(), 0, ContentLayout.HEADER_BYTES);
    byte[] out = new byte[CHUNK];
    try (ContentOpener opener =
        ContentOpener.create(key, context, layout.storedLength(), digest, BYTES, header)) {
      long piece = 0;
      for (byte[] part : parts) {
        int count = (int) Math.min(PIECES, layout.pieceCount() - piece);
        opener.openPart(
            piece,
            count,
            part,
            part.length,
            (offset, from, at, bytes) -> System.arraycopy(from, at, out, 0, bytes));
        piece += count;
      }
      opener.finishWhole();
    }
  }

  private static void both(Ratio.Work first, Ratio.Work second) throws Exception {
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                second.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    first.run();
    other.join();
  }

  private Ratio unwraps() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(4096);
    KeyPair pair = generator.generateKeyPair();
    OAEPParameterSpec oaep =
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    rsa.init(Cipher.ENCRYPT_MODE, pair.getPublic(), oaep);
    byte[] rsaWrap = rsa.doFinal(new byte[32]);
    rsa.init(Cipher.DECRYPT_MODE, pair.getPrivate(), oaep);
    Bytes info = Bytes.utf8("bench");
    try (SecretBytes seed = SecretBytes.random(random, 32);
        KemPrivateKey kem = KemPrivateKey.fromSeed(seed);
        SecretBytes secret = SecretBytes.random(random, 32)) {
      Bytes wrap = Hpke.seal(kem.publicKey(), info, secret);
      return Ratio.measure(
          () -> {
            for (int i = 0; i < 2_000; i++) {
              Hpke.open(kem, info, wrap).close();
            }
          },
          2_000,
          () -> {
            for (int i = 0; i < 40; i++) {
              rsa.doFinal(rsaWrap);
            }
          },
          40);
    }
  }

  /**
   * Bare javax.crypto over the same chunks, a fresh nonce for each; and SHA-256 over what it makes.
   */
  private final class Bare {
    private final Cipher cipher;
    private final SecretKeySpec aes;
    private final byte[] sealed = new byte[(BYTES / CHUNK) * SEALED];
    private final byte[] opened = new byte[CHUNK];
    private final MessageDigest sha256;

    Bare() {
      try {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        aes = new SecretKeySpec(bytes, "AES");
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        sha256 = MessageDigest.getInstance("SHA-256");
        Arrays.fill(bytes, (byte) 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private GCMParameterSpec nonce(int chunk) {
      byte[] nonce = new byte[12];
      nonce[8] = (byte) (chunk >>> 24);
      nonce[9] = (byte) (chunk >>> 16);
      nonce[10] = (byte) (chunk >>> 8);
      nonce[11] = (byte) chunk;
      return new GCMParameterSpec(128, nonce);
    }

    void encrypt(byte[] from) throws GeneralSecurityException {
      // The JDK refuses a key and nonce again right after one another; another key's turn lies
      // between.
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"), nonce(-1));
      for (int chunk = 0; chunk < BYTES / CHUNK; chunk++) {
        cipher.init(Cipher.ENCRYPT_MODE, aes, nonce(chunk));
        cipher.doFinal(from, chunk * CHUNK, CHUNK, sealed, chunk * SEALED);
      }
    }

    void decrypt() throws GeneralSecurityException {
      for (int chunk = 0; chunk < BYTES / CHUNK; chunk++) {
        cipher.init(Cipher.DECRYPT_MODE, aes, nonce(chunk));
        cipher.doFinal(sealed, chunk * SEALED, SEALED, opened, 0);
      }
    }

    private void hash() {
      for (int at = 0; at < sealed.length; at += ContentLayout.PIECE_BYTES) {
        sha256.update(sealed, at, Math.min(ContentLayout.PIECE_BYTES, sealed.length - at));
        sha256.digest();
      }
    }

    void encryptAndHash(byte[] from) throws GeneralSecurityException {
      encrypt(from);
      hash();
    }

    void decryptAndHash() throws GeneralSecurityException {
      decrypt();
      hash();
    }
  }
}
