import { Gallery, PageSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../app/PageHead';
import { OrganisationCard } from './OrganisationCard';
import { PartsCard } from './PartsCard';
import { PowersCard } from './PowersCard';
import { YouCard } from './YouCard';

export default function OverviewPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('overview.title')} />
      <PageSection isFilled>
        <Gallery hasGutter minWidths={{ default: '100%', md: '24rem' }}>
          <OrganisationCard />
          <YouCard />
          <PartsCard />
          <PowersCard />
        </Gallery>
      </PageSection>
    </>
  );
}
