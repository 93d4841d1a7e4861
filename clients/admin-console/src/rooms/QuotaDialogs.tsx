import { FormGroup, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { done, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { ConfirmDialog } from '../confirm/ConfirmDialog';
import { useAct } from '../confirm/useAct';

const GIGABYTE = 1_000_000_000;

/** Whole gigabytes; null for what is no such number. */
export function gigabytes(typed: string): number | null {
  const trimmed = typed.trim();
  const value = /^[0-9]{1,6}$/.test(trimmed) ? Number(trimmed) : 0;
  return value > 0 ? value * GIGABYTE : null;
}

export function SetQuotaDialog(props: { room: string; close: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [typed, setTyped] = useState('');
  const wanted = gigabytes(typed);
  const act = useAct(
    (quota: number) =>
      required(
        api.PUT('/storage/v1/admin/rooms/{room}/quota', {
          params: { path: { room: props.room } },
          body: { bytes: quota },
        }),
      ),
    [['usage', props.room], ['usages']],
    props.close,
  );
  return (
    <ConfirmDialog
      title={t('rooms.quotaSet')}
      consequences={[t('rooms.quotaNow'), t('rooms.quotaLater')]}
      action={t('rooms.quotaSet')}
      isBusy={act.isPending}
      isBlocked={wanted === null}
      thrown={act.error}
      act={() => {
        if (wanted !== null) {
          act.mutate(wanted);
        }
      }}
      close={props.close}
    >
      <FormGroup label={t('rooms.quotaGigabytes')} fieldId="quota">
        <TextInput
          id="quota"
          inputMode="numeric"
          value={typed}
          validated={typed === '' || wanted !== null ? 'default' : 'error'}
          onChange={(_, value) => {
            setTyped(value);
          }}
        />
      </FormGroup>
    </ConfirmDialog>
  );
}

export function LiftQuotaDialog(props: { room: string; close: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAct(
    () =>
      done(
        api.DELETE('/storage/v1/admin/rooms/{room}/quota', {
          params: { path: { room: props.room } },
        }),
      ),
    [['usage', props.room], ['usages']],
    props.close,
  );
  return (
    <ConfirmDialog
      title={t('rooms.quotaLift')}
      consequences={[t('rooms.quotaLifted')]}
      action={t('rooms.quotaLift')}
      isBusy={act.isPending}
      thrown={act.error}
      act={() => {
        act.mutate(undefined);
      }}
      close={props.close}
    />
  );
}
