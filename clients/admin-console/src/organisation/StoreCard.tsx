import { Content, DescriptionList, Label } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { Term } from '../app/Term';
import { useStore } from './queries';

/** Whether the object store answers: it holds ciphertext alone. */
export function StoreCard() {
  const { t } = useTranslation();
  return (
    <AskedSection title={t('organisation.store')} query={useStore()}>
      {(store) => (
        <>
          <DescriptionList isCompact isHorizontal>
            <Term name={t('organisation.state')}>
              <Label isCompact status={store.reachable ? 'success' : 'danger'}>
                {t(store.reachable ? 'overview.parts.answers' : 'overview.parts.away')}
              </Label>
            </Term>
            <Term name={t('organisation.checksum')}>{store.checksum}</Term>
          </DescriptionList>
          <Content component="small">{t('organisation.storeHint')}</Content>
        </>
      )}
    </AskedSection>
  );
}
