import { Alert, Button, DescriptionList, Flex, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Term } from '../app/Term';
import { bytes, whole } from '../measure/amounts';
import { useIsAdmin } from '../session/SessionContext';
import { Loaded } from '../state/Loaded';
import { LiftQuotaDialog, SetQuotaDialog } from './QuotaDialogs';
import { RewrapState } from './RewrapState';
import { useRoomUsage } from './usage';

/** What a room takes, may take, and how far its keys are renewed. */
export function StorageCard({ room }: { room: string }) {
  const { t, i18n } = useTranslation();
  const isAdmin = useIsAdmin();
  const [asked, setAsked] = useState<'set' | 'lift' | null>(null);
  const query = useRoomUsage(room);
  const quota = query.data?.quotaBytes ?? null;
  const close = (): void => {
    setAsked(null);
  };
  return (
    <Stack hasGutter>
      <StackItem>
        <Loaded query={query} heading="h3">
          {(usage) => (
            <DescriptionList isCompact isHorizontal>
              <Term name={t('rooms.bytes')}>{bytes(usage?.bytes ?? 0, i18n.language)}</Term>
              <Term name={t('rooms.revisions')}>{whole(usage?.revisions ?? 0, i18n.language)}</Term>
              <Term name={t('rooms.quota')}>
                {quota === null ? t('rooms.quotaNone') : bytes(quota, i18n.language)}
              </Term>
              <Term name={t('rooms.retention')}>{t('rooms.retentionNone')}</Term>
              <Term name={t('rooms.rewrap')}>
                <RewrapState usage={usage} />
              </Term>
            </DescriptionList>
          )}
        </Loaded>
      </StackItem>
      <StackItem>
        <Alert isInline isPlain variant="info" component="p" title={t('rooms.rewrapHint')} />
      </StackItem>
      {isAdmin && query.data !== undefined && (
        <StackItem>
          <Flex>
            <Button
              variant="secondary"
              onClick={() => {
                setAsked('set');
              }}
            >
              {t('rooms.quotaSet')}
            </Button>
            {quota !== null && (
              <Button
                variant="secondary"
                onClick={() => {
                  setAsked('lift');
                }}
              >
                {t('rooms.quotaLift')}
              </Button>
            )}
          </Flex>
        </StackItem>
      )}
      {asked === 'set' && <SetQuotaDialog room={room} close={close} />}
      {asked === 'lift' && <LiftQuotaDialog room={room} close={close} />}
    </Stack>
  );
}
