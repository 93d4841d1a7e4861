import {
  ActionGroup,
  Alert,
  Button,
  Content,
  FileUpload,
  Form,
  FormGroup,
  Stack,
  StackItem,
  TextArea,
} from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { Framed } from '../app/Framed';
import { GROUP_ROLES, ROOM_ROLES } from '../chains/RoleName';
import { ReasonField } from '../confirm/ReasonField';
import { Refusal } from '../confirm/Refusal';
import { useAct } from '../confirm/useAct';
import { type ChainKind, ChainName } from '../ids/ChainName';
import { shortId } from '../ids/shortId';
import { Choice } from '../list/Choice';
import { useIsAdmin } from '../session/SessionContext';
import { Forbidden } from '../state/Forbidden';
import { type Action, ACTIONS, check, type Checked, type Draft, requestsOf } from './batch';
import { LineReport } from './LineReport';

/** Asks a group's or room's managers for changes, for one person or thousands. */
export function ProposePage({ kind }: { kind: ChainKind }) {
  const { t } = useTranslation();
  const { chain = '' } = useParams();
  const isAdmin = useIsAdmin();
  return (
    <Framed
      title={t('propose.title')}
      lead={t('propose.lead')}
      trail={{
        to: `/${kind}s/${chain}`,
        name: t(`chains.${kind}.one`, { id: shortId(chain) }),
      }}
    >
      {isAdmin ? <Editor kind={kind} chain={chain} /> : <Forbidden />}
    </Framed>
  );
}

function Editor(props: { kind: ChainKind; chain: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const roles: readonly string[] = props.kind === 'group' ? GROUP_ROLES : ROOM_ROLES;
  const [draft, setDraft] = useState<Draft>({
    ...props,
    action: 'add',
    role: props.kind === 'group' ? 'member' : 'viewer',
    list: '',
    reason: '',
  });
  const checking = useMutation({ mutationFn: (wanted: Draft) => check(api, wanted, roles) });
  const filing = useAct(
    (checked: Checked) =>
      required(
        api.POST('/access/v1/admin/requests/batch', {
          params: { query: { check: false } },
          body: { requests: requestsOf(draft, checked.lines) },
        }),
      ),
    [['requests'], ['chain'], ['chains'], ['members', props.chain], ['person-access']],
  );
  // What was checked is what is filed: a change begins anew.
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    checking.reset();
    filing.reset();
  };
  return (
    <Stack hasGutter>
      <StackItem>
        <Alert isInline variant="info" component="h2" title={t('propose.whatHappens')}>
          <Content component="p">{t(`propose.effect.${draft.action}`)}</Content>
        </Alert>
      </StackItem>
      <StackItem>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            checking.mutate(draft);
          }}
        >
          <FormGroup label={t('proposals.where')}>
            <ChainName kind={props.kind} id={props.chain} />
          </FormGroup>
          <Fields draft={draft} roles={roles} change={change} />
          <ActionGroup>
            <Button
              type="submit"
              isLoading={checking.isPending}
              isDisabled={draft.list.trim() === '' || checking.isPending}
            >
              {t('propose.check')}
            </Button>
          </ActionGroup>
        </Form>
      </StackItem>
      {checking.error !== null && (
        <StackItem>
          <Refusal thrown={checking.error} />
        </StackItem>
      )}
      {checking.data !== undefined && (
        <StackItem>
          <LineReport
            checked={checking.data}
            isBusy={filing.isPending}
            filed={filing.data}
            thrown={filing.error}
            file={() => {
              filing.mutate(checking.data);
            }}
          />
        </StackItem>
      )}
    </Stack>
  );
}

function Fields(props: {
  draft: Draft;
  roles: readonly string[];
  change: (part: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  const { draft, change } = props;
  const [file, setFile] = useState('');
  return (
    <>
      <FormGroup label={t('propose.action')} fieldId="propose-action">
        <Choice
          id="propose-action"
          name={t('propose.action')}
          value={draft.action}
          options={ACTIONS.map((value: Action) => ({
            value,
            label: t(`propose.actions.${value}`),
          }))}
          choose={(action) => {
            change({ action });
          }}
        />
      </FormGroup>
      {draft.action !== 'remove' && (
        <FormGroup label={t('chains.role')} fieldId="propose-role">
          <Choice
            id="propose-role"
            name={t('chains.role')}
            value={draft.role}
            options={[...GROUP_ROLES, ...ROOM_ROLES.filter((role) => role !== 'manager')]
              .filter((role) => props.roles.includes(role))
              .map((value) => ({ value: value, label: t(`chains.roles.${value}`) }))}
            choose={(role) => {
              change({ role });
            }}
          />
        </FormGroup>
      )}
      <FormGroup label={t('propose.people')} fieldId="propose-people">
        <Content component="small" id="propose-people-hint">
          {t('propose.peopleHint')}
        </Content>
        <TextArea
          id="propose-people"
          aria-describedby="propose-people-hint"
          value={draft.list}
          rows={6}
          resizeOrientation="vertical"
          onChange={(_, list) => {
            change({ list });
          }}
        />
      </FormGroup>
      <FormGroup label={t('propose.file')} fieldId="propose-file">
        <FileUpload
          id="propose-file"
          type="text"
          hideDefaultPreview
          filename={file}
          filenamePlaceholder={t('propose.filePlaceholder')}
          filenameAriaLabel={t('propose.file')}
          browseButtonText={t('propose.browse')}
          clearButtonText={t('list.clear')}
          onFileInputChange={(_, chosen) => {
            setFile(chosen.name);
          }}
          onDataChange={(_, list) => {
            change({ list });
          }}
          onClearClick={() => {
            setFile('');
            change({ list: '' });
          }}
        />
      </FormGroup>
      <ReasonField
        value={draft.reason}
        change={(reason) => {
          change({ reason });
        }}
      />
    </>
  );
}
