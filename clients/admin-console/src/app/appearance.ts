import { createContext, useCallback, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Carried } from '../session/session';
import { useSession } from '../session/SessionContext';

export interface Appearance {
  dark: boolean;
  setDark: (dark: boolean) => void;
}

export const AppearanceContext = createContext<Appearance>({
  dark: false,
  setDark: () => undefined,
});

/** The whole document follows: PatternFly's dark tokens hang on this class. */
export function applyDark(dark: boolean): void {
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
}

/** The route that the address names, as the router does; what a page was filtered by is not kept. */
export function currentRoute(hash: string): string {
  return hash.startsWith('#/') ? (hash.slice(1).split('?')[0] ?? '/') : '/';
}

/** What a redirect to the sign-on takes along: nothing is stored in the browser for it. */
export function useCarried(): () => Carried {
  const { i18n } = useTranslation();
  const { dark } = useContext(AppearanceContext);
  return useCallback(
    () => ({ route: currentRoute(window.location.hash), language: i18n.language, dark }),
    [i18n, dark],
  );
}

export function useSignIn(): () => void {
  const session = useSession();
  const carried = useCarried();
  return useCallback(() => void session.signIn(carried()), [session, carried]);
}
