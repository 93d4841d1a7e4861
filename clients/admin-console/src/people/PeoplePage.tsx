import {
  Content,
  Label,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Framed } from '../app/Framed';
import { Choice } from '../list/Choice';
import { Listing } from '../list/Listing';
import { useSettled } from '../list/useSettled';
import { whole } from '../measure/amounts';
import { Moment } from '../measure/Moment';
import {
  KEYS,
  type KeysFilter,
  type PersonSummary,
  type StateFilter,
  STATES,
  usePeople,
  usePeopleCounts,
} from './queries';
import { StateLabel } from './StateLabel';

/** Everybody whom the sign-on knows. */
export default function PeoplePage() {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<StateFilter>('');
  const [keys, setKeys] = useState<KeysFilter>(
    KEYS.find((value) => value === address.get('keys')) ?? 'any',
  );
  const people = usePeople(useSettled(typed.trim()), state, keys);
  return (
    <Framed title={t('people.title')} lead={t('people.lead')}>
      <Counts />
      <Toolbar isStatic>
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              aria-label={t('people.search')}
              placeholder={t('people.search')}
              value={typed}
              onChange={(_, value) => {
                setTyped(value);
              }}
              onClear={() => {
                setTyped('');
              }}
              resetButtonLabel={t('list.clear')}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Choice
              id="people-state"
              name={t('people.column.state')}
              value={state}
              options={STATES.map((value) => ({
                value,
                label: t(value === '' ? 'people.state.any' : `people.state.${value}`),
              }))}
              choose={setState}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Choice
              id="people-keys"
              name={t('people.column.keys')}
              value={keys}
              options={KEYS.map((value) => ({ value, label: t(`people.keys.${value}`) }))}
              choose={setKeys}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <Listing
        pages={people}
        caption={t('people.caption')}
        rowKey={(person) => person.user}
        empty={t('people.empty')}
        emptyBody={t('people.emptyBody')}
        columns={[
          { key: 'username', label: t('people.column.username'), cell: name },
          { key: 'email', label: t('people.column.email'), cell: (p) => p.email },
          {
            key: 'state',
            label: t('people.column.state'),
            cell: (p) => <StateLabel state={p.state} />,
          },
          { key: 'keys', label: t('people.column.keys'), cell: (p) => <Keys person={p} /> },
          { key: 'devices', label: t('people.column.devices'), cell: (p) => p.devices },
          {
            key: 'lastSignIn',
            label: t('people.column.lastSignIn'),
            cell: (p) => <Moment at={p.lastSignIn} none={t('people.never')} />,
          },
        ]}
      />
    </Framed>
  );
}

function name(person: PersonSummary) {
  return <Link to={`/people/${person.user}`}>{person.username}</Link>;
}

function Keys({ person }: { person: PersonSummary }) {
  const { t } = useTranslation();
  return person.hasKeys ? (
    t('people.generation', { generation: person.generation })
  ) : (
    <Label isCompact variant="outline">
      {t('people.noKeys')}
    </Label>
  );
}

function Counts() {
  const { t, i18n } = useTranslation();
  const { data } = usePeopleCounts();
  if (data === undefined) {
    return null;
  }
  const number = (count: number): string => whole(count, i18n.language);
  return (
    <Content component="p">
      {t('people.counts', {
        active: number(data.active),
        disabled: number(data.disabled),
        deleted: number(data.deleted),
        withoutKeys: number(data.withoutKeys),
      })}
    </Content>
  );
}
