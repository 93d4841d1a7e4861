import { Content, Gallery } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { Framed } from '../app/Framed';
import { GenerationList } from '../people/GenerationList';
import { SignInTable } from '../people/SignInTable';
import { SlotTable } from '../people/SlotTable';
import { CommandCard } from './CommandCard';
import { OwnRequestsCard } from './OwnRequestsCard';
import { OwnRoomsCard } from './OwnRoomsCard';
import { useAccount } from './queries';
import { WaitingDevicesCard } from './WaitingDevicesCard';
import { YouCard } from './YouCard';

/** Everybody's own page: what the server knows of him. There are no keys in it. */
export default function AccountPage() {
  const { t } = useTranslation();
  const account = useAccount();
  return (
    <Framed title={t('account.title')} lead={t('account.lead')}>
      <Gallery hasGutter minWidths={{ default: '100%', md: '24rem' }}>
        <YouCard account={account} />
        <WaitingDevicesCard />
        <OwnRequestsCard />
        <OwnRoomsCard />
        <AskedSection title={t('people.devices')} query={account}>
          {(mine) => (
            <>
              <Content component="small">{t('account.devicesHint')}</Content>
              <SlotTable slots={mine.slots} />
            </>
          )}
        </AskedSection>
        <AskedSection title={t('people.generations')} query={account}>
          {(mine) => (
            <>
              <Content component="small">{t('account.fingerprintHint')}</Content>
              <GenerationList generations={mine.generations} />
            </>
          )}
        </AskedSection>
        <AskedSection title={t('people.signIns')} query={account}>
          {(mine) => (
            <>
              <Content component="small">{t('account.signInsHint')}</Content>
              <SignInTable signIns={mine.signIns} />
            </>
          )}
        </AskedSection>
        <CommandCard />
      </Gallery>
    </Framed>
  );
}
