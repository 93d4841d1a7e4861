import { Content, DescriptionList } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { Term } from '../app/Term';
import { whole } from '../measure/amounts';
import { useOrganisation } from './queries';

/** What the policy limits. Clients hold to it, not only the server. */
export function LimitsCard() {
  const { t, i18n } = useTranslation();
  return (
    <AskedSection title={t('organisation.limits')} query={useOrganisation()}>
      {(organisation) => (
        <>
          {organisation.limits.length === 0 ? (
            <Content component="p">{t('overview.organisation.noLimits')}</Content>
          ) : (
            <DescriptionList isCompact isHorizontal>
              {organisation.limits.map(({ name, value }) => (
                <Term key={name} name={name}>
                  {whole(value, i18n.language)}
                </Term>
              ))}
            </DescriptionList>
          )}
          <Content component="small">{t('organisation.limitsHint')}</Content>
        </>
      )}
    </AskedSection>
  );
}
