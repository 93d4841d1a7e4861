import { Button, PageSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PageHead } from './PageHead';

export function Nowhere() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={t('nowhere.title')} lead={t('nowhere.body')} />
      <PageSection>
        <Button onClick={() => void navigate('/')}>{t('nowhere.home')}</Button>
      </PageSection>
    </>
  );
}
