import { Bullseye, Spinner } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';

export function Waiting() {
  const { t } = useTranslation();
  return (
    <Bullseye>
      <Spinner size="lg" aria-label={t('state.loading')} />
    </Bullseye>
  );
}
