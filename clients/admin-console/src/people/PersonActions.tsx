import { Alert, Button, Flex, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { ConfirmDialog } from '../confirm/ConfirmDialog';
import { ReasonField } from '../confirm/ReasonField';
import { useAct } from '../confirm/useAct';
import { useIsAdmin } from '../session/SessionContext';
import type { PersonDetail } from './queries';

const DEEDS = ['disable', 'enable', 'sign-out', 'removal'] as const;
type Deed = (typeof DEEDS)[number];

/** What an administrator can do to a person, each with what it does and does not bring about. */
export function PersonActions({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const [asked, setAsked] = useState<Deed | null>(null);
  const [done, setDone] = useState<string | null>(null);
  if (!isAdmin) {
    return <Alert isInline isPlain variant="info" component="p" title={t('people.auditorOnly')} />;
  }
  const possible = DEEDS.filter((deed) => isPossible(deed, person.state));
  return (
    <Stack hasGutter>
      <StackItem>
        <Flex>
          {possible.map((deed) => (
            <Button
              key={deed}
              variant={deed === 'disable' || deed === 'removal' ? 'danger' : 'secondary'}
              onClick={() => {
                setDone(null);
                setAsked(deed);
              }}
            >
              {t(`people.deed.${deed}.action`)}
            </Button>
          ))}
        </Flex>
      </StackItem>
      {done !== null && (
        <StackItem>
          <Alert isInline isLiveRegion variant="success" component="p" title={done} />
        </StackItem>
      )}
      {asked === 'removal' && (
        <RemovalDialog
          person={person}
          close={() => {
            setAsked(null);
          }}
          done={setDone}
        />
      )}
      {asked !== null && asked !== 'removal' && (
        <StandingDialog
          deed={asked}
          person={person}
          close={() => {
            setAsked(null);
          }}
          done={setDone}
        />
      )}
    </Stack>
  );
}

function isPossible(deed: Deed, state: string): boolean {
  switch (deed) {
    case 'disable':
    case 'sign-out':
      return state === 'active';
    case 'enable':
      return state === 'disabled';
    case 'removal':
      return true;
  }
}

interface DialogProps {
  person: PersonDetail;
  close: () => void;
  done: (said: string) => void;
}

function StandingDialog(props: DialogProps & { deed: Exclude<Deed, 'removal'> }) {
  const { t } = useTranslation();
  const api = useApi();
  const { deed, person } = props;
  const act = useAct(
    () => {
      const params = { path: { user: person.user } };
      switch (deed) {
        case 'disable':
          return required(api.POST('/identity/v1/admin/people/{user}/disable', { params }));
        case 'enable':
          return required(api.POST('/identity/v1/admin/people/{user}/enable', { params }));
        case 'sign-out':
          return required(api.POST('/identity/v1/admin/people/{user}/sign-out', { params }));
      }
    },
    [
      ['person', person.user],
      ['person-access', person.user],
      ['people'],
      ['people-counts'],
      ['requests'],
    ],
    () => {
      props.done(t(`people.deed.${deed}.done`, { name: person.username }));
      props.close();
    },
  );
  return (
    <ConfirmDialog
      title={t(`people.deed.${deed}.title`, { name: person.username })}
      consequences={[t(`people.deed.${deed}.now`), t(`people.deed.${deed}.later`)]}
      note={t(`people.deed.${deed}.note`)}
      action={t(`people.deed.${deed}.action`)}
      isDanger={deed === 'disable'}
      isBusy={act.isPending}
      thrown={act.error}
      act={() => {
        act.mutate(undefined);
      }}
      close={props.close}
    />
  );
}

function RemovalDialog(props: DialogProps) {
  const { t } = useTranslation();
  const api = useApi();
  const [reason, setReason] = useState('');
  const { person } = props;
  const act = useAct(
    () =>
      required(
        api.POST('/access/v1/admin/people/{user}/removal', {
          params: { path: { user: person.user } },
          body: { reason },
        }),
      ),
    [['person-access', person.user], ['requests']],
    (answer) => {
      props.done(
        t('people.deed.removal.done', {
          filed: answer.filed.length,
          waiting: answer.alreadyWaiting,
        }),
      );
      props.close();
    },
  );
  return (
    <ConfirmDialog
      title={t('people.deed.removal.title', { name: person.username })}
      consequences={[t('people.deed.removal.now'), t('people.deed.removal.later')]}
      note={t('people.deed.removal.note')}
      action={t('people.deed.removal.action')}
      isDanger
      isBusy={act.isPending}
      thrown={act.error}
      act={() => {
        act.mutate(undefined);
      }}
      close={props.close}
    >
      <ReasonField value={reason} change={setReason} />
    </ConfirmDialog>
  );
}
