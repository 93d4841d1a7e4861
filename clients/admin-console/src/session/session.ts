import { type User, UserManager, type UserManagerSettings } from 'oidc-client-ts';
import { type Role, rolesOf } from './tokens';

/** Where the console stands with its person. */
export type SessionState =
  | { kind: 'starting' }
  | { kind: 'signed-in'; username: string; roles: readonly Role[] }
  | { kind: 'signed-out' }
  /** The sign-on ended the session, or it could not be renewed. */
  | { kind: 'ended' }
  /** A sign-in that did not come about; nothing was granted. */
  | { kind: 'failed' };

/** What is carried through the redirect: where the person was, and how he likes to see it. */
export interface Carried {
  route: string;
  language: string;
  dark: boolean;
}

/** One person's session in this tab. Tokens stay inside. */
export class Session {
  #state: SessionState = { kind: 'starting' };
  #user: User | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #manager: UserManager;

  constructor(settings: UserManagerSettings) {
    this.#manager = new UserManager(settings);
    this.#manager.events.addUserLoaded((user) => {
      this.#signedIn(user);
    });
    const ended = (): void => {
      this.#user = null;
      this.#change({ kind: 'ended' });
    };
    this.#manager.events.addAccessTokenExpired(ended);
    this.#manager.events.addSilentRenewError(() => {
      // A sign-on that is away for a moment is no end: the token still has a minute.
      if (this.#user === null || this.#user.expired === true) {
        ended();
      }
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): SessionState => this.#state;

  /** The token for a request; none when nobody is signed in. */
  readonly accessToken = (): string | undefined => this.#user?.access_token;

  /**
   * Finishes what the address says is under way, or goes to the sign-on.
   *
   * @returns what was carried through the redirect, if this is the way back
   */
  async start(location: Location, history: History, carried: Carried): Promise<Carried | null> {
    const query = new URLSearchParams(location.search);
    const url = location.href;
    if (query.size > 0) {
      // Codes do not stay in the address or the history.
      history.replaceState(null, '', location.pathname + location.hash);
    }
    try {
      if (query.has('code') || query.has('error')) {
        const user = await this.#manager.signinRedirectCallback(url);
        this.#signedIn(user);
        return readCarried(user.state);
      }
      if (query.has('state')) {
        const back = await this.#manager.signoutRedirectCallback(url);
        this.#change({ kind: 'signed-out' });
        return readCarried(back.userState);
      }
      await this.signIn(carried);
    } catch {
      this.#change({ kind: 'failed' });
    }
    return null;
  }

  async signIn(carried: Carried): Promise<void> {
    try {
      await this.#manager.clearStaleState();
      await this.#manager.signinRedirect({ state: carried });
    } catch {
      this.#change({ kind: 'failed' });
    }
  }

  async signOut(carried: Carried): Promise<void> {
    try {
      await this.#manager.signoutRedirect({ state: carried });
    } catch {
      // The sign-on is away: what can be ended here is ended here.
      await this.#manager.removeUser();
      this.#user = null;
      this.#change({ kind: 'signed-out' });
    }
  }

  #signedIn(user: User): void {
    this.#user = user;
    const { preferred_username: name, sub } = user.profile;
    this.#change({ kind: 'signed-in', username: name ?? sub, roles: rolesOf(user.access_token) });
  }

  #change(state: SessionState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => {
      listener();
    });
  }
}

/** A path of words and of ids, which are base64url: nothing that leads anywhere else. */
const ROUTE = /^\/(?:[A-Za-z0-9_-]{1,64}(?:\/[A-Za-z0-9_-]{1,64}){0,3})?$/;

/** Only a route of the console's own is gone back to. */
export function readCarried(value: unknown): Carried | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { route, language, dark } = value as Record<string, unknown>;
  return {
    route: typeof route === 'string' && ROUTE.test(route) ? route : '/',
    language: typeof language === 'string' ? language : 'en',
    dark: dark === true,
  };
}
