/** The newest policy as it was published, and what names the organisation. */
export interface Organisation {
  id: string;
  fingerprint: string;
  policies: number;
  sequence: number;
  published: Date;
  providers: readonly { alias: string; issuer: string }[];
  limits: readonly { name: string; value: number }[];
  attesters: number;
  logKeys: number;
  /** Of the key that can give people their keys back; null where there is none. */
  recoveryFingerprint: string | null;
}

/** A policy that the console can't read or that contradicts the organisation's id. */
export class UnreadablePolicy extends Error {}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const FINGERPRINT_BITS = 160;

/** Section 4 of docs/protocol.md: the first 160 bits in Crockford's base32, eight groups of four. */
export function fingerprint(hash: Uint8Array): string {
  let text = '';
  for (let bit = 0; bit < FINGERPRINT_BITS; bit += 5) {
    const byte = bit >> 3;
    const pair = ((hash[byte] ?? 0) << 8) | (hash[byte + 1] ?? 0);
    text +=
      (bit > 0 && bit % 20 === 0 ? '-' : '') + ALPHABET.charAt((pair >> (11 - (bit % 8))) & 31);
  }
  return text;
}

/**
 * Reads what identity serves. Signatures are not checked here: a page that the server delivers
 * could not vouch for them; the clients do, against the root fingerprint that they have pinned.
 *
 * @param id the organisation, base64url: SHA-256 of its root key
 * @param policies DSSE envelopes, oldest first, base64url
 */
export async function readOrganisation(
  id: string,
  policies: readonly string[],
): Promise<Organisation> {
  const newest = policies.at(-1);
  if (newest === undefined) {
    throw new UnreadablePolicy('an organisation without a policy');
  }
  const policy = payload(newest);
  const root = bytes(text(policy['rootKey']));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', root));
  const named = bytes(id);
  if (text(policy['organisation']) !== id || !same(digest, named)) {
    throw new UnreadablePolicy('the root key is not the one that the organisation is named by');
  }
  return {
    id,
    fingerprint: fingerprint(named),
    policies: policies.length,
    sequence: whole(policy['sequence']),
    published: new Date(whole(policy['time']) * 1000),
    providers: entries(policy['providers']).map(([alias, issuer]) => ({
      alias,
      issuer: text(issuer),
    })),
    limits: entries(policy['limits']).map(([name, value]) => ({ name, value: whole(value) })),
    attesters: list(policy['attesters']).length,
    logKeys: list(policy['logKeys']).length,
    recoveryFingerprint: await recovery(policy['recoveryKey']),
  };
}

/** As the clients show it before somebody confirms the key: of its SHA-256. */
async function recovery(key: unknown): Promise<string | null> {
  if (key === undefined || key === null) {
    return null;
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes(text(key)));
  return fingerprint(new Uint8Array(digest));
}

function payload(envelope: string): Record<string, unknown> {
  try {
    const outer = object(JSON.parse(utf8(bytes(envelope))));
    return object(JSON.parse(utf8(bytes(text(outer['payload'])))));
  } catch (e) {
    throw e instanceof UnreadablePolicy ? e : new UnreadablePolicy('not a policy');
  }
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

function utf8(of: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(of);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadablePolicy('a field is no object');
  }
  return value as Record<string, unknown>;
}

function entries(value: unknown): [string, unknown][] {
  return Object.entries(object(value));
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new UnreadablePolicy('a field is no list');
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') {
    throw new UnreadablePolicy('a field is no text');
  }
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new UnreadablePolicy('a field is no whole number');
  }
  return value;
}
