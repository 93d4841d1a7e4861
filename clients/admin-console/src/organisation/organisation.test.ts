import { describe, expect, it } from 'vitest';
import { fingerprint, readOrganisation, UnreadablePolicy } from './organisation';

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function base64Url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

const ROOT = new Uint8Array(32).fill(7);

async function published(changes: object = {}): Promise<{ id: string; envelope: string }> {
  const id = base64Url(await sha256(ROOT));
  const payload = JSON.stringify({
    organisation: id,
    suite: 1,
    sequence: 0,
    signers: [],
    time: 1_767_225_600,
    rootKey: base64Url(ROOT),
    providers: { main: 'http://127.0.0.1/auth/realms/strongroom' },
    logKeys: [],
    attesters: [],
    limits: { maxRoomMembers: 500 },
    ...changes,
  });
  const outer = JSON.stringify({
    payloadType: 'application/vnd.strongroom.policy+json',
    payload: base64(new TextEncoder().encode(payload)),
    signatures: [],
  });
  return { id, envelope: base64Url(new TextEncoder().encode(outer)) };
}

describe('a fingerprint', () => {
  it('hash_isWrittenAsTheClientsWriteIt', async () => {
    const hash = await sha256(new TextEncoder().encode('strongroom'));
    expect(fingerprint(hash)).toBe('ZA7N-7DJH-Y0X2-0R4R-1D2V-KNY1-BGXW-J1YA');
  });
});

describe('an organisation', () => {
  it('policy_isReadAsPublished', async () => {
    const { id, envelope } = await published();
    expect(await readOrganisation(id, ['ignored', envelope])).toMatchObject({
      id,
      policies: 2,
      sequence: 0,
      published: new Date('2026-01-01T00:00:00Z'),
      providers: [{ alias: 'main', issuer: 'http://127.0.0.1/auth/realms/strongroom' }],
      limits: [{ name: 'maxRoomMembers', value: 500 }],
    });
  });

  it('rootKeyThatDoesNotNameTheOrganisation_isRefused', async () => {
    const { id, envelope } = await published({
      rootKey: base64Url(new Uint8Array(32).fill(8)),
    });
    await expect(readOrganisation(id, [envelope])).rejects.toBeInstanceOf(UnreadablePolicy);
  });

  it('policyOfAnotherOrganisation_isRefused', async () => {
    const { id, envelope } = await published({ organisation: base64Url(ROOT) });
    await expect(readOrganisation(id, [envelope])).rejects.toBeInstanceOf(UnreadablePolicy);
  });

  it.each([{ time: 'now' }, { providers: [] }, { limits: { a: 1.5 } }, { attesters: null }])(
    'field_%j_isRefused',
    async (changes) => {
      const { id, envelope } = await published(changes);
      await expect(readOrganisation(id, [envelope])).rejects.toBeInstanceOf(UnreadablePolicy);
    },
  );

  it.each(['', '!', 'e30'])('envelope_%j_isRefused', async (envelope) => {
    const { id } = await published();
    await expect(readOrganisation(id, [envelope])).rejects.toBeInstanceOf(UnreadablePolicy);
  });
});
