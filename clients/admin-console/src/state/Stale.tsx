import { Alert, AlertActionLink } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { useSignIn } from '../app/appearance';

/** What is shown was true once: asking again was not answered. */
export function Stale(props: { thrown: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const { reason } = Problem.from(props.thrown);
  const isOut = reason === 'unauthenticated';
  return (
    <Alert
      isInline
      isLiveRegion
      variant="warning"
      component="p"
      title={t(`problem.${reason}.title`)}
      actionLinks={
        <AlertActionLink onClick={isOut ? signIn : props.retry}>
          {t(isOut ? 'session.signInAgain' : 'state.retry')}
        </AlertActionLink>
      }
    >
      {t('state.stale')}
    </Alert>
  );
}
