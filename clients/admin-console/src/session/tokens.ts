import {
  InMemoryWebStorage,
  type UserManagerSettings,
  WebStorageStateStore,
  type StateStore,
} from 'oidc-client-ts';
import type { Settings } from './settings';

/**
 * How the console signs in: authorization code with PKCE. Tokens live in memory and end with the
 * page; only the verifier and state of a sign-in under way outlive the redirect, in the tab's
 * session storage, and are taken out when it comes back.
 */
export function signInSettings(settings: Settings, origin: string): UserManagerSettings {
  return {
    authority: origin + settings.authority,
    client_id: settings.clientId,
    redirect_uri: `${origin}/`,
    post_logout_redirect_uri: `${origin}/`,
    response_type: 'code',
    scope: 'openid',
    disablePKCE: false,
    loadUserInfo: false,
    monitorSession: false,
    automaticSilentRenew: true,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: pendingSignIns(),
  };
}

function pendingSignIns(): StateStore {
  return new WebStorageStateStore({
    prefix: 'strongroom.sign-in.',
    // eslint-disable-next-line no-restricted-globals -- the one place: PKCE state, no token
    store: sessionStorage,
  });
}

/** Realm roles that mean something here; the services decide by the same two. */
export type Role = 'org-admin' | 'auditor';
const ROLES: readonly Role[] = ['org-admin', 'auditor'];

/**
 * The roles that an access token says, to explain what its bearer may do. Nothing is decided by
 * them here: each service decides for itself, by the token's signature.
 */
export function rolesOf(accessToken: string): readonly Role[] {
  try {
    const claims: unknown = JSON.parse(decodeText(accessToken.split('.')[1] ?? ''));
    const access = field(claims, 'realm_access');
    const roles = field(access, 'roles');
    return Array.isArray(roles) ? ROLES.filter((role) => roles.includes(role)) : [];
  } catch {
    return [];
  }
}

function decodeText(base64Url: string): string {
  const binary = atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
