import { Gallery, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Framed } from '../app/Framed';
import { AttentionCard } from './AttentionCard';
import { PartsCard } from './PartsCard';
import { PowersCard } from './PowersCard';
import { StorageCard } from './StorageCard';

export default function OverviewPage() {
  const { t } = useTranslation();
  return (
    <Framed title={t('overview.title')}>
      <Stack hasGutter>
        <StackItem>
          <AttentionCard />
        </StackItem>
        <StackItem>
          <Gallery hasGutter minWidths={{ default: '100%', md: '24rem' }}>
            <StorageCard />
            <PartsCard />
            <PowersCard />
          </Gallery>
        </StackItem>
      </Stack>
    </Framed>
  );
}
