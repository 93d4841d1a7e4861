import { Content, DescriptionList } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { Term } from '../app/Term';
import { bytes, whole } from '../measure/amounts';
import { useUsage } from '../organisation/queries';
import { Waiting } from '../state/Waiting';

const StorageChart = lazy(() => import('./StorageChart'));

const DAYS = 30;

/** What all rooms take together, and how that grew. */
export function StorageCard() {
  const { t, i18n } = useTranslation();
  return (
    <AskedSection title={t('overview.storage.title')} query={useUsage(DAYS)}>
      {(usage) => (
        <>
          <DescriptionList isCompact isHorizontal>
            <Term name={t('overview.storage.bytes')}>{bytes(usage.bytes, i18n.language)}</Term>
            <Term name={t('overview.storage.revisions')}>
              {whole(usage.revisions, i18n.language)}
            </Term>
            <Term name={t('overview.storage.rooms')}>{whole(usage.rooms, i18n.language)}</Term>
          </DescriptionList>
          {usage.days.length > 1 && (
            <Suspense fallback={<Waiting />}>
              <StorageChart days={usage.days} />
            </Suspense>
          )}
          <Content component="small">{t('overview.storage.hint')}</Content>
        </>
      )}
    </AskedSection>
  );
}
