import {
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Page,
  PageSection,
} from '@patternfly/react-core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionState } from '../session/session';
import { Waiting } from '../state/Waiting';
import { useSignIn } from './appearance';

type Outside = Exclude<SessionState, { kind: 'signed-in' }>;

const TEXTS = {
  'signed-out': {
    title: 'session.signedOut',
    body: 'session.signedOutBody',
    action: 'session.signIn',
  },
  ended: { title: 'session.ended', body: 'session.endedBody', action: 'session.signInAgain' },
  failed: { title: 'session.failed', body: 'session.failedBody', action: 'state.retry' },
} as const;

/** What somebody sees who is not signed in. */
export function Gate({ state }: { state: Outside }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  useEffect(() => {
    document.title = t('app.name');
  }, [t]);
  return (
    <Page>
      <PageSection isFilled>
        <Bullseye>
          {state.kind === 'starting' ? (
            <Waiting />
          ) : (
            <EmptyState
              titleText={t(TEXTS[state.kind].title)}
              headingLevel="h1"
              status={state.kind === 'failed' ? 'danger' : 'info'}
            >
              <EmptyStateBody>{t(TEXTS[state.kind].body)}</EmptyStateBody>
              <EmptyStateFooter>
                <EmptyStateActions>
                  <Button onClick={signIn}>{t(TEXTS[state.kind].action)}</Button>
                </EmptyStateActions>
              </EmptyStateFooter>
            </EmptyState>
          )}
        </Bullseye>
      </PageSection>
    </Page>
  );
}
