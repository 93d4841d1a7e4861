import {
  Alert,
  Button,
  Checkbox,
  Content,
  DescriptionList,
  Label,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { done } from '../api/client';
import { useApi } from '../api/ApiContext';
import { AskedSection } from '../app/AskedSection';
import { Term } from '../app/Term';
import { ConfirmDialog } from '../confirm/ConfirmDialog';
import { useAct } from '../confirm/useAct';
import { whole } from '../measure/amounts';
import { Moment } from '../measure/Moment';
import { useIsAdmin } from '../session/SessionContext';
import { type SignOn, useSignOn } from './queries';

/** How fresh the mirror of the sign-on is, and what in it needs somebody. */
export function SignOnCard() {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const [isAsked, setAsked] = useState(false);
  return (
    <AskedSection title={t('organisation.signOn')} query={useSignOn()}>
      {(signOn) => (
        <Stack hasGutter>
          <StackItem>
            <Facts signOn={signOn} />
          </StackItem>
          {signOn.problems.map((problem) => (
            <StackItem key={`${problem.code} ${problem.detail}`}>
              <Alert isInline variant="warning" component="p" title={problem.code}>
                <span lang="en">{problem.detail}</span>
              </Alert>
            </StackItem>
          ))}
          {isAdmin && (
            <StackItem>
              <Button
                variant="secondary"
                onClick={() => {
                  setAsked(true);
                }}
              >
                {t('organisation.reconcile')}
              </Button>
            </StackItem>
          )}
          {isAsked && (
            <ReconcileDialog
              close={() => {
                setAsked(false);
              }}
            />
          )}
        </Stack>
      )}
    </AskedSection>
  );
}

function Facts({ signOn }: { signOn: SignOn }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <DescriptionList isCompact isHorizontal>
        <Term name={t('organisation.state')}>
          <Label isCompact status={signOn.reachable ? 'success' : 'danger'}>
            {t(signOn.reachable ? 'overview.parts.answers' : 'overview.parts.away')}
          </Label>
        </Term>
        <Term name={t('organisation.lastEvent')}>
          <Moment at={signOn.lastEventAt} none={t('organisation.never')} />
        </Term>
        <Term name={t('organisation.lastFull')}>
          <Moment at={signOn.lastFullAt} none={t('organisation.never')} />
        </Term>
        <Term name={t('organisation.outcome')}>
          <span lang="en">{signOn.lastOutcome === '' ? '–' : signOn.lastOutcome}</span>
        </Term>
        <Term name={t('organisation.users')}>{whole(signOn.users, i18n.language)}</Term>
        <Term name={t('organisation.groups')}>{whole(signOn.groups, i18n.language)}</Term>
      </DescriptionList>
      <Content component="small">{t('organisation.signOnHint')}</Content>
    </>
  );
}

function ReconcileDialog(props: { close: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [confirmDeletions, setConfirmDeletions] = useState(false);
  const act = useAct(
    () =>
      done(api.POST('/identity/v1/admin/sign-on/reconciliation', { body: { confirmDeletions } })),
    [['sign-on']],
    props.close,
  );
  return (
    <ConfirmDialog
      title={t('organisation.reconcile')}
      consequences={[t('organisation.reconcileNow'), t('organisation.reconcileLater')]}
      action={t('organisation.reconcile')}
      isBusy={act.isPending}
      thrown={act.error}
      act={() => {
        act.mutate(undefined);
      }}
      close={props.close}
    >
      <Checkbox
        id="confirm-deletions"
        label={t('organisation.confirmDeletions')}
        description={t('organisation.confirmDeletionsHint')}
        isChecked={confirmDeletions}
        onChange={(_, checked) => {
          setConfirmDeletions(checked);
        }}
      />
    </ConfirmDialog>
  );
}
