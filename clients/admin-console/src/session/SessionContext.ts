import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session, SessionState } from './session';
import type { Role } from './tokens';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) {
    throw new Error('no session above');
  }
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.state);
}

const NO_ROLES: readonly Role[] = [];

/** What the token says that this person is, to show or hide what would be refused anyway. */
export function useRoles(): readonly Role[] {
  const state = useSessionState();
  return state.kind === 'signed-in' ? state.roles : NO_ROLES;
}

/** Whether this person sees the organisation's lists: an administrator or auditor. */
export function useSight(): boolean {
  return useRoles().length > 0;
}

export function useIsAdmin(): boolean {
  return useRoles().includes('org-admin');
}
