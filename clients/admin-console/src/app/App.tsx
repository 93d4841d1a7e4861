import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HashRouter, Route, Routes } from 'react-router';
import type { Api } from '../api/client';
import { ApiContext } from '../api/ApiContext';
import { Problem } from '../api/problem';
import type { Session } from '../session/session';
import { SessionContext, useSessionState } from '../session/SessionContext';
import { SettingsContext } from '../session/SettingsContext';
import type { Settings } from '../session/settings';
import { AppearanceContext, applyDark } from './appearance';
import { Gate } from './Gate';
import { Nowhere } from './Nowhere';
import { DETAILS, PAGES } from './pages';
import { Shell } from './Shell';

const MAX_TRIES = 2;

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (tries, error) => tries < MAX_TRIES && Problem.from(error).retryable,
      },
    },
  });
}

export function App(props: { session: Session; api: Api; settings: Settings; dark: boolean }) {
  const { i18n } = useTranslation();
  const [dark, setDark] = useState(props.dark);
  const [queries] = useState(createQueries);
  const appearance = useMemo(() => ({ dark, setDark }), [dark]);
  useEffect(() => {
    applyDark(dark);
  }, [dark]);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
  }, [i18n.language]);
  return (
    <AppearanceContext value={appearance}>
      <SessionContext value={props.session}>
        <SettingsContext value={props.settings}>
          <ApiContext value={props.api}>
            <QueryClientProvider client={queries}>
              <Inside />
            </QueryClientProvider>
          </ApiContext>
        </SettingsContext>
      </SessionContext>
    </AppearanceContext>
  );
}

function Inside() {
  const state = useSessionState();
  if (state.kind !== 'signed-in') {
    return <Gate state={state} />;
  }
  return (
    <HashRouter>
      <Routes>
        <Route element={<Shell person={state} />}>
          {[...PAGES, ...DETAILS].map(({ path, page: Page }) => (
            <Route key={path} path={path} element={<Page />} />
          ))}
          <Route path="*" element={<Nowhere />} />
        </Route>
      </Routes>
    </HashRouter>
  );
}
