import '@patternfly/react-core/dist/styles/base.css';
import './app/console.css';
import { Bullseye, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import type { i18n } from 'i18next';
import { createRoot, type Root } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createApi } from './api/client';
import { App } from './app/App';
import { applyDark, currentRoute } from './app/appearance';
import { type Carried, Session } from './session/session';
import { loadSettings } from './session/settings';
import { signInSettings } from './session/tokens';
import { asLanguage, createCatalogue, preferredLanguage } from './text/catalogue';

/** The first page, in the order in which things may fail: settings, sign-in, then everything else. */
async function start(root: Root, texts: i18n, first: Carried): Promise<void> {
  const { origin } = window.location;
  const settings = await loadSettings(import.meta.env.BASE_URL);
  const session = new Session(signInSettings(settings, origin));
  const api = createApi(origin, session.accessToken);
  const show = (dark: boolean): void => {
    root.render(
      <I18nextProvider i18n={texts}>
        <App key={String(dark)} session={session} api={api} settings={settings} dark={dark} />
      </I18nextProvider>,
    );
  };
  show(first.dark);
  const carried = await session.start(window.location, window.history, first);
  if (carried !== null) {
    window.location.replace(`#${carried.route}`);
    await texts.changeLanguage(asLanguage(carried.language));
    show(carried.dark);
  }
}

const first: Carried = {
  route: currentRoute(window.location.hash),
  language: preferredLanguage(navigator.languages),
  dark: window.matchMedia('(prefers-color-scheme: dark)').matches,
};
const texts = createCatalogue(asLanguage(first.language));
document.documentElement.lang = first.language;
applyDark(first.dark);

const place = document.getElementById('root');
if (place !== null) {
  const root = createRoot(place);
  start(root, texts, first).catch(() => {
    root.render(
      <Bullseye>
        <EmptyState titleText={texts.t('session.misconfigured')} headingLevel="h1" status="danger">
          <EmptyStateBody>{texts.t('session.misconfiguredBody')}</EmptyStateBody>
        </EmptyState>
      </Bullseye>,
    );
  });
}
