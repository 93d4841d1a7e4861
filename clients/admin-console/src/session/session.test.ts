import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { type Carried, readCarried, Session } from './session';
import { parseSettings } from './settings';
import { rolesOf, signInSettings } from './tokens';

const ORIGIN = 'http://127.0.0.1:8080';
const AUTHORITY = '/auth/realms/strongroom';
const ISSUER = ORIGIN + AUTHORITY;
const CARRIED: Carried = { route: '/audit', language: 'de', dark: true };

function token(claims: object): string {
  const part = (value: object): string =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
}

const ACCESS = token({ sub: 's', realm_access: { roles: ['auditor', 'offline_access'] } });

/** A sign-on that answers as Keycloak does; nonce and audience are the client's. */
function signOn(): ReturnType<typeof vi.fn> {
  return vi.fn((input: RequestInfo | URL) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (url.endsWith('/.well-known/openid-configuration')) {
      return Promise.resolve(
        Response.json({
          issuer: ISSUER,
          authorization_endpoint: `${ISSUER}/protocol/openid-connect/auth`,
          token_endpoint: `${ISSUER}/protocol/openid-connect/token`,
          end_session_endpoint: `${ISSUER}/protocol/openid-connect/logout`,
        }),
      );
    }
    const now = Math.floor(Date.now() / 1000);
    return Promise.resolve(
      Response.json({
        token_type: 'Bearer',
        access_token: ACCESS,
        refresh_token: 'refresh-secret',
        expires_in: 300,
        id_token: token({
          iss: ISSUER,
          sub: 's',
          aud: 'strongroom-console',
          iat: now,
          exp: now + 300,
          preferred_username: 'auditor',
        }),
      }),
    );
  });
}

function place(search: string): Location {
  return { href: `${ORIGIN}/${search}`, pathname: '/', search, hash: '' } as Location;
}

describe('a session', () => {
  const settings = { authority: AUTHORITY, clientId: 'strongroom-console' };
  let history: { replaceState: ReturnType<typeof vi.fn> };
  let went: Mock<(url: string | URL) => void>;
  let written: string[];

  beforeEach(() => {
    window.localStorage.clear();
    window.sessionStorage.clear();
    history = { replaceState: vi.fn() };
    went = vi.fn<(url: string | URL) => void>();
    written = [];
    vi.stubGlobal('fetch', signOn());
    vi.spyOn(window.location, 'assign').mockImplementation(went);
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own storage
    const setItem = Storage.prototype.setItem;
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (
      this: Storage,
      key: string,
      value: string,
    ) {
      written.push(value);
      setItem.call(this, key, value);
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  async function goToSignOn(session: Session): Promise<URL> {
    void session.start(place(''), history as unknown as History, CARRIED);
    await vi.waitFor(() => {
      expect(went).toHaveBeenCalled();
    });
    return new URL(went.mock.calls[0]?.[0] as string);
  }

  async function signIn(session: Session): Promise<Carried | null> {
    const asked = await goToSignOn(session);
    const search = `?code=the-code&state=${asked.searchParams.get('state') ?? ''}`;
    return session.start(place(search), history as unknown as History, CARRIED);
  }

  it('begun_asksWithCodeAndPkceAndNothingElse', async () => {
    const asked = await goToSignOn(new Session(signInSettings(settings, ORIGIN)));
    expect(asked.origin + asked.pathname).toBe(`${ISSUER}/protocol/openid-connect/auth`);
    expect(asked.searchParams.get('response_type')).toBe('code');
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
    expect(asked.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(asked.searchParams.get('redirect_uri')).toBe(`${ORIGIN}/`);
  });

  it('tokens_touchNoStorageOfTheBrowser', async () => {
    const local = vi.spyOn(window, 'localStorage', 'get');
    const session = new Session(signInSettings(settings, ORIGIN));
    const back = await signIn(session);
    expect(back).toEqual(CARRIED);
    expect(session.accessToken()).toBe(ACCESS);
    expect(session.state()).toEqual({
      kind: 'signed-in',
      username: 'auditor',
      roles: ['auditor'],
    });
    expect(local).not.toHaveBeenCalled();
    expect(window.sessionStorage).toHaveLength(0);
    expect(written).toHaveLength(1);
    expect(written.join()).toContain('code_verifier');
    expect(written.join()).not.toMatch(/access_token|refresh|id_token/);
  });

  it('code_doesNotStayInTheAddress', async () => {
    await signIn(new Session(signInSettings(settings, ORIGIN)));
    expect(history.replaceState).toHaveBeenLastCalledWith(null, '', '/');
  });

  it('codeOfASignInThatThisTabDidNotBegin_isRefused', async () => {
    const session = new Session(signInSettings(settings, ORIGIN));
    await session.start(place('?code=c&state=another'), history as unknown as History, CARRIED);
    expect(session.state()).toEqual({ kind: 'failed' });
    expect(session.accessToken()).toBeUndefined();
  });

  it('signOnAway_isSaid', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('network'))),
    );
    const session = new Session(signInSettings(settings, ORIGIN));
    await session.start(place(''), history as unknown as History, CARRIED);
    expect(session.state()).toEqual({ kind: 'failed' });
  });
});

describe('what comes back through the redirect', () => {
  it.each(['/', '/people', `/rooms/${'aZ0_-'.padEnd(43, 'x')}/propose`])(
    'route_%s_isGoneTo',
    (route) => {
      expect(readCarried({ route, language: 'en', dark: false })?.route).toBe(route);
    },
  );

  it.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil',
    'javascript:alert(1)',
    '/people//x',
    '/people/',
    '/../auth',
    '/people?x',
    '/people#x',
    '/a/b/c/d/e',
    `/${'x'.repeat(65)}`,
    7,
  ])('route_%s_isNotGoneTo', (route) => {
    expect(readCarried({ route, language: 'en', dark: false })?.route).toBe('/');
  });
});

describe('settings', () => {
  it('signOnOfThisOrigin_isTaken', () => {
    expect(parseSettings({ authority: AUTHORITY, clientId: 'c' }).authority).toBe(AUTHORITY);
  });

  it.each(['https://evil.example/auth/realms/x', '//evil.example/auth/realms/x', '/auth', ''])(
    'signOn_%s_isRefused',
    (authority) => {
      expect(() => parseSettings({ authority, clientId: 'c' })).toThrow('settings.json');
    },
  );
});

describe('roles', () => {
  it('ofATokenThatIsNone_areNone', () => {
    expect(rolesOf('not a token')).toEqual([]);
    expect(rolesOf(token({ realm_access: { roles: 'org-admin' } }))).toEqual([]);
  });
});
