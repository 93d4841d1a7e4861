import { Gallery } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Framed } from '../app/Framed';
import { LimitsCard } from './LimitsCard';
import { OrganisationCard } from './OrganisationCard';
import { RecoveryCard } from './RecoveryCard';
import { SignOnCard } from './SignOnCard';
import { StoreCard } from './StoreCard';

/** The organisation: its policy as signed, what can bring keys back, and the parts that it rests on. */
export default function OrganisationPage() {
  const { t } = useTranslation();
  return (
    <Framed title={t('organisation.title')} lead={t('organisation.lead')}>
      <Gallery hasGutter minWidths={{ default: '100%', md: '24rem' }}>
        <OrganisationCard />
        <RecoveryCard />
        <LimitsCard />
        <SignOnCard />
        <StoreCard />
      </Gallery>
    </Framed>
  );
}
