// Speaks lines of JSON on standard input and output: {op, key or publicKey, info, data} in hex.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { createInterface } from "node:readline";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex")).buffer;
const hex = (buffer) => Buffer.from(buffer).toString("hex");

const operations = {
  // Seals to a public key: suite byte, encapsulation, ciphertext.
  async seal({ publicKey, info, data }) {
    const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(publicKey));
    const { ct, enc } = await suite.seal({ recipientPublicKey, info: bytes(info) }, bytes(data));
    return "01" + hex(enc) + hex(ct);
  },
  // Opens with a private key, which is X-Wing's seed.
  async open({ key, info, data }) {
    const recipientKey = await suite.kem.deserializePrivateKey(bytes(key));
    const enc = bytes(data.slice(2, 2 + 2 * 1120));
    const ct = bytes(data.slice(2 + 2 * 1120));
    return hex(await suite.open({ recipientKey, enc, info: bytes(info) }, ct));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(await operations[request.op](request));
}
