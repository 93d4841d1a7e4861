import { Content, List, ListItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { Moment } from '../measure/Moment';
import { useWaitingDevices } from './queries';

/** New machines that ask for this person's keys: approved where the keys are, never here. */
export function WaitingDevicesCard() {
  const { t } = useTranslation();
  return (
    <AskedSection title={t('account.waiting')} query={useWaitingDevices()}>
      {(devices) =>
        devices.length === 0 ? (
          <Content component="p">{t('account.waitingNone')}</Content>
        ) : (
          <>
            <Content component="p">{t('account.waitingHint')}</Content>
            <Content component="p">
              <code>strongroom device approve</code>
            </Content>
            <List>
              {devices.map((device) => (
                <ListItem key={device.device}>
                  <span className="sr-plain">{device.label}</span>
                  {', '}
                  <Moment at={device.created} />
                  {device.answered && `: ${t('account.waitingAnswered')}`}
                </ListItem>
              ))}
            </List>
          </>
        )
      }
    </AskedSection>
  );
}
