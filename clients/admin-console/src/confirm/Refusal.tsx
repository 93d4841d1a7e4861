import { Alert, Content } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';

/** Why something that was done here was refused. Nothing else on the page pretends it was not. */
export function Refusal({ thrown }: { thrown: unknown }) {
  const { t } = useTranslation();
  const problem = Problem.from(thrown);
  return (
    <Alert
      isInline
      variant="danger"
      title={t(`problem.${problem.reason}.title`)}
      component="p"
      role="alert"
    >
      <Content component="p">
        {problem.detail === '' ? (
          t(`problem.${problem.reason}.advice`)
        ) : (
          <span lang="en">{problem.detail}</span>
        )}
      </Content>
      {problem.correlationId !== '' && (
        <Content component="small">{t('state.correlation', { id: problem.correlationId })}</Content>
      )}
    </Alert>
  );
}
