import {
  ActionGroup,
  Alert,
  Button,
  Content,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Radio,
  Stack,
  StackItem,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMe } from '../account/me';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { Framed } from '../app/Framed';
import { GROUP_ROLES, ROOM_ROLES } from '../chains/RoleName';
import { ReasonField } from '../confirm/ReasonField';
import { Refusal } from '../confirm/Refusal';
import { useAct } from '../confirm/useAct';
import type { ChainKind } from '../ids/ChainName';
import { Choice } from '../list/Choice';
import { Loaded } from '../state/Loaded';
import { chainOf } from './link';

const KINDS = ['room', 'group'] as const;

/** Asks the managers of a room or group to be let in. It gives nothing by itself. */
export default function AskPage() {
  const { t } = useTranslation();
  const { chain = '' } = useParams();
  const me = useMe();
  return (
    <Framed title={t('ask.title')} lead={t('ask.lead')}>
      <Loaded query={me}>{(mine) => <Ask key={chain} me={mine.user} chain={chain} />}</Loaded>
    </Framed>
  );
}

function Ask(props: { me: string; chain: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const [typed, setTyped] = useState(props.chain);
  const [kind, setKind] = useState<ChainKind>('room');
  const [role, setRole] = useState<string>('viewer');
  const [reason, setReason] = useState('');
  const chain = chainOf(typed);
  const act = useAct(
    (asked: string) =>
      required(
        api.POST('/access/v1/requests', {
          body: { chainKind: kind, chain: asked, action: 'add', user: props.me, role, reason },
        }),
      ),
    [['own-requests'], ['requests']],
  );
  if (act.data !== undefined) {
    return (
      <Alert isInline isLiveRegion variant="success" component="h2" title={t('ask.done')}>
        <Content component="p">{t('ask.doneBody')}</Content>
        <Link to={`/proposals/${act.data.id}`}>{t('ask.see')}</Link>
      </Alert>
    );
  }
  return (
    <Stack hasGutter>
      <StackItem>
        <Form
          isWidthLimited
          onSubmit={(event) => {
            event.preventDefault();
            if (chain !== null) {
              act.mutate(chain);
            }
          }}
        >
          <FormGroup role="radiogroup" label={t('ask.kind')} fieldId="ask-kind">
            {KINDS.map((value) => (
              <Radio
                key={value}
                id={`ask-kind-${value}`}
                name="ask-kind"
                label={t(`chains.kind.${value}`)}
                isChecked={kind === value}
                onChange={() => {
                  setKind(value);
                  setRole(value === 'group' ? 'member' : 'viewer');
                }}
              />
            ))}
          </FormGroup>
          <FormGroup label={t('ask.chain')} fieldId="ask-chain" isRequired>
            <TextInput
              id="ask-chain"
              value={typed}
              isRequired
              validated={typed === '' || chain !== null ? 'default' : 'error'}
              aria-describedby="ask-chain-hint"
              onChange={(_, value) => {
                setTyped(value);
              }}
            />
            <FormHelperText>
              <HelperText id="ask-chain-hint">
                <HelperTextItem variant={typed === '' || chain !== null ? 'default' : 'error'}>
                  {t('ask.chainHint')}
                </HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <FormGroup label={t('chains.role')} fieldId="ask-role">
            <Choice
              id="ask-role"
              name={t('chains.role')}
              value={role}
              options={(kind === 'group' ? GROUP_ROLES : ROOM_ROLES).map((value) => ({
                value: value,
                label: t(`chains.roles.${value}`),
              }))}
              choose={setRole}
            />
          </FormGroup>
          <ReasonField value={reason} change={setReason} />
          {act.error !== null && <Refusal thrown={act.error} />}
          <ActionGroup>
            <Button
              type="submit"
              isLoading={act.isPending}
              isDisabled={chain === null || act.isPending}
            >
              {t('ask.action')}
            </Button>
          </ActionGroup>
        </Form>
      </StackItem>
      <StackItem>
        <Alert isInline isPlain variant="info" component="p" title={t('ask.what')} />
      </StackItem>
    </Stack>
  );
}
