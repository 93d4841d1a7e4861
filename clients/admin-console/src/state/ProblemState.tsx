import {
  Button,
  Content,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  type EmptyStateProps,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { useSignIn } from '../app/appearance';

type Heading = NonNullable<EmptyStateProps['headingLevel']>;

/** What went wrong, what that means, and what to do: never an empty page, never a stack trace. */
export function ProblemState(props: { thrown: unknown; retry: () => void; heading?: Heading }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const problem = Problem.from(props.thrown);
  return (
    <EmptyState
      titleText={t(`problem.${problem.reason}.title`)}
      headingLevel={props.heading ?? 'h2'}
      status={problem.reason === 'forbidden' ? 'warning' : 'danger'}
      variant="sm"
    >
      <EmptyStateBody role="alert">
        <Content component="p">{t(`problem.${problem.reason}.advice`)}</Content>
        {problem.detail !== '' && (
          <Content component="small" lang="en">
            {problem.detail}
          </Content>
        )}
        {problem.correlationId !== '' && (
          <Content component="small">
            {t('state.correlation', { id: problem.correlationId })}
          </Content>
        )}
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          {problem.reason === 'unauthenticated' ? (
            <Button onClick={signIn}>{t('session.signInAgain')}</Button>
          ) : (
            <Button variant="secondary" onClick={props.retry}>
              {t('state.retry')}
            </Button>
          )}
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
