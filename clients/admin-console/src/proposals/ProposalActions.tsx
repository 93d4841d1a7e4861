import { Alert, Button, Flex, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { ConfirmDialog } from '../confirm/ConfirmDialog';
import { useAct } from '../confirm/useAct';
import { useMe } from '../account/me';
import { useIsAdmin } from '../session/SessionContext';
import { type RequestView, waitingFor } from './queries';

type Deed = 'nudge' | 'second' | 'withdraw';

/** What this person can do about a request: it is never an answer to it. */
export function ProposalActions({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const me = useMe();
  const [asked, setAsked] = useState<Deed | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const isMine = me.data?.user === request.filedBy;
  const waits = waitingFor(request);
  const deeds: Deed[] = [];
  if (waits === 'manager' && (isAdmin || isMine)) {
    deeds.push('nudge');
  }
  if (waits === 'second-administrator' && isAdmin && !isMine) {
    deeds.push('second');
  }
  if (waits !== '' && isMine) {
    deeds.push('withdraw');
  }
  return (
    <Stack hasGutter>
      {deeds.length > 0 && (
        <StackItem>
          <Flex>
            {deeds.map((deed) => (
              <Button
                key={deed}
                variant={deed === 'second' ? 'danger' : 'secondary'}
                onClick={() => {
                  setDone(null);
                  setAsked(deed);
                }}
              >
                {t(`proposals.deed.${deed}.action`)}
              </Button>
            ))}
          </Flex>
        </StackItem>
      )}
      {done !== null && (
        <StackItem>
          <Alert isInline isLiveRegion variant="success" component="p" title={done} />
        </StackItem>
      )}
      {asked !== null && (
        <DeedDialog
          deed={asked}
          request={request}
          done={setDone}
          close={() => {
            setAsked(null);
          }}
        />
      )}
    </Stack>
  );
}

function DeedDialog(props: {
  deed: Deed;
  request: RequestView;
  done: (said: string) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const { deed, request } = props;
  const act = useAct(
    () => {
      const params = { path: { request: request.id } };
      switch (deed) {
        case 'nudge':
          return required(api.POST('/access/v1/requests/{request}/nudge', { params }));
        case 'second':
          return required(api.POST('/access/v1/requests/{request}/second', { params }));
        case 'withdraw':
          return required(api.POST('/access/v1/requests/{request}/withdraw', { params }));
      }
    },
    [['requests'], ['own-requests'], ['chain'], ['person-access', request.user]],
    () => {
      props.done(t(`proposals.deed.${deed}.done`));
      props.close();
    },
  );
  return (
    <ConfirmDialog
      title={t(`proposals.deed.${deed}.action`)}
      consequences={[t(`proposals.deed.${deed}.now`), t(`proposals.deed.${deed}.later`)]}
      action={t(`proposals.deed.${deed}.action`)}
      isDanger={deed === 'second'}
      isBusy={act.isPending}
      thrown={act.error}
      act={() => {
        act.mutate(undefined);
      }}
      close={props.close}
    />
  );
}
