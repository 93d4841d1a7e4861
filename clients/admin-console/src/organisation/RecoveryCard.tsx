import { Content, DescriptionList } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AskedSection } from '../app/AskedSection';
import { Term } from '../app/Term';
import { useRoles } from '../session/SessionContext';
import { useOrganisation } from './queries';

/** The key that can give people their keys back, and how its drills are seen. */
export function RecoveryCard() {
  const { t } = useTranslation();
  const isAuditor = useRoles().includes('auditor');
  return (
    <AskedSection title={t('organisation.recovery')} query={useOrganisation()}>
      {(organisation) => (
        <>
          <DescriptionList isCompact>
            <Term name={t('organisation.recoveryKey')}>
              {organisation.recoveryFingerprint === null ? (
                t('organisation.recoveryNone')
              ) : (
                <code>{organisation.recoveryFingerprint}</code>
              )}
            </Term>
            <Term name={t('organisation.drills')}>
              {isAuditor ? (
                <Link to="/audit?type=RecoverySlotFetched">{t('organisation.drillsAudit')}</Link>
              ) : (
                t('organisation.drillsAuditor')
              )}
            </Term>
          </DescriptionList>
          <Content component="small">{t('organisation.recoveryHint')}</Content>
        </>
      )}
    </AskedSection>
  );
}
